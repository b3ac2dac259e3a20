package io.conserje.http.problem;

/**
 * An error of one field, in the form of RFC 9457's example of a validation problem.
 *
 * @param pointer a JSON pointer into the body, such as {@code #/name}, or {@code ?limit} for a parameter
 * @param detail the rule and the remedy
 */
public record FieldError(String pointer, String detail) {}
