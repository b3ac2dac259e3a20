package io.conserje.postgres;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every test of the stores and of transactions, on a Supabase-shaped PostgreSQL 17. */
@Suite
@SelectPackages("io.conserje.postgres")
@IncludeClassNamePatterns(".*\\.(Postgres\\w+|Transactions|Joining)Test")
@ConfigurationParameter(key = "database", value = "SUPABASE_17")
final class OnSupabase17Test {}
