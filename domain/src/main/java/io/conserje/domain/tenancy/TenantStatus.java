package io.conserje.domain.tenancy;

/** Whether a hotel is served. */
public enum TenantStatus {
    /** Its guests are answered. */
    ACTIVE,
    /** Known, but its guests are refused: they are not handed to the default tenant. */
    INACTIVE
}
