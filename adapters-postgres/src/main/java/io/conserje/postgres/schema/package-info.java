/** jOOQ's classes, generated from the applied change sets by {@code SchemaIsCurrentTest}. They are not null-marked. */
package io.conserje.postgres.schema;
