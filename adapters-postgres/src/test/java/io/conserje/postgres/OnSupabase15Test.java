package io.conserje.postgres;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every test of the stores and of transactions, on a Supabase-shaped PostgreSQL 15. */
@Suite
@SelectPackages("io.conserje.postgres")
@IncludeClassNamePatterns(".*\\.(Postgres\\w+|Transactions|Joining)Test")
@ConfigurationParameter(key = "database", value = "SUPABASE_15")
final class OnSupabase15Test {}
