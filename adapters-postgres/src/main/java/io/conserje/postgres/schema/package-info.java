/** Generated from the applied change sets; see the adapter's test {@code SchemaIsCurrentTest}. Not null-marked: jOOQ's. */
package io.conserje.postgres.schema;
