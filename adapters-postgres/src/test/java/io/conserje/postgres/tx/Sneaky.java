package io.conserje.postgres.tx;

/** Throws past the compiler, as Kotlin and others do. */
final class Sneaky {

    private Sneaky() {}

    /** @return never; for {@code throw} before it */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // which is the trick
    static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
