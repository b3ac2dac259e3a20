package io.conserje.architecture.violations.domain.tenancy;

/** Can be extended, changed, and reached into. */
public class Changeable {

    public int shared;

    public void setShared(int value) {
        shared = value;
    }
}
