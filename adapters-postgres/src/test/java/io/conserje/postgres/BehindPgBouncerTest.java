package io.conserje.postgres;

import org.junit.jupiter.api.Tag;
import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every test of the stores and of transactions, through a transaction-mode pooler with four connections. */
@Suite
@SelectPackages("io.conserje.postgres")
@IncludeClassNamePatterns(".*\\.(Postgres\\w+|Transactions)Test")
@ConfigurationParameter(key = "database", value = "SUPABASE_17_POOLER")
@Tag("pooler")
final class BehindPgBouncerTest {}
