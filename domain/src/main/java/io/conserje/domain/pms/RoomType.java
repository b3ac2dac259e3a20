package io.conserje.domain.pms;

/** The kinds of room that a hotel sells. */
public enum RoomType {
    SINGLE,
    DOUBLE,
    TWIN,
    SUITE
}
