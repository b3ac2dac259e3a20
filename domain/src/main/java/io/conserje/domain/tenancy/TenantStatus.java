package io.conserje.domain.tenancy;

/** Whether messages for a hotel are accepted. */
public enum TenantStatus {
    /** Messages are accepted and answered. */
    ACTIVE,
    /** Messages are refused. They do not go to the default tenant. */
    INACTIVE
}
