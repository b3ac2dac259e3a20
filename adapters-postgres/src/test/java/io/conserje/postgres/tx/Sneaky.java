package io.conserje.postgres.tx;

/** Throws checked exceptions undeclared, as Kotlin does. */
final class Sneaky {

    private Sneaky() {}

    /** @return nothing; callers write {@code throw} before the call */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The cast hides the exception from the compiler.
    static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
