-- The tables of the plan as its predecessor had them, and then the plan's own statements (2.4 and 2.5), with the policy
-- "replicated for the other tables" as it asks. Kept to show that a check worth its name fails on each of them.
create table tenants (
  id serial primary key,
  tenant_id varchar(50) not null unique,
  name varchar(200) not null,
  status varchar(20) not null default 'active',
  created_at timestamptz default now()
);
create table users (
  id serial primary key,
  email varchar(255) not null unique,
  hashed_password varchar(255) not null,
  role varchar(20) not null,
  tenant_id varchar(50) references tenants (tenant_id),
  is_active boolean not null default true
);
create table tenant_user_identifiers (
  id serial primary key,
  tenant_id varchar(50) not null references tenants (tenant_id) on delete cascade,
  identifier varchar(255) not null,
  created_at timestamptz default now(),
  constraint uq_identifier unique (identifier)
);
create table lock_audit (
  id serial primary key,
  tenant_id varchar(50) not null,
  resource_id varchar(255) not null,
  acquired_at timestamptz not null default now()
);
create table dlq_permanent_failures (
  id serial primary key,
  tenant_id varchar(50) not null,
  channel varchar(50) not null,
  created_at timestamptz not null default now(),
  payload jsonb not null
);

-- 2.4
CREATE INDEX IF NOT EXISTS idx_tenant_user_identifiers_identifier 
  ON tenant_user_identifiers(identifier);
CREATE INDEX IF NOT EXISTS idx_tenant_user_identifiers_tenant_id 
  ON tenant_user_identifiers(tenant_id);
CREATE INDEX IF NOT EXISTS idx_lock_audit_resource_id 
  ON lock_audit(resource_id);
CREATE INDEX IF NOT EXISTS idx_lock_audit_acquired_at 
  ON lock_audit(acquired_at DESC);
CREATE INDEX IF NOT EXISTS idx_dlq_permanent_failures_channel 
  ON dlq_permanent_failures(channel);
CREATE INDEX IF NOT EXISTS idx_dlq_permanent_failures_created_at 
  ON dlq_permanent_failures(created_at DESC);
CREATE INDEX IF NOT EXISTS idx_users_tenant_id 
  ON users(tenant_id) WHERE is_active = true;

-- 2.5
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_user_identifiers ENABLE ROW LEVEL SECURITY;
ALTER TABLE lock_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE dlq_permanent_failures ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_users ON users
  FOR ALL
  USING (
    tenant_id = current_setting('app.current_tenant_id', TRUE)::TEXT
    OR current_setting('app.current_tenant_id', TRUE) IS NULL  -- Permite queries sin tenant
  );
CREATE POLICY tenant_isolation_tenants ON tenants
  FOR ALL
  USING (
    tenant_id = current_setting('app.current_tenant_id', TRUE)::TEXT
    OR current_setting('app.current_tenant_id', TRUE) IS NULL
  );
CREATE POLICY tenant_isolation_tenant_user_identifiers ON tenant_user_identifiers
  FOR ALL
  USING (
    tenant_id = current_setting('app.current_tenant_id', TRUE)::TEXT
    OR current_setting('app.current_tenant_id', TRUE) IS NULL
  );
CREATE POLICY tenant_isolation_lock_audit ON lock_audit
  FOR ALL
  USING (
    tenant_id = current_setting('app.current_tenant_id', TRUE)::TEXT
    OR current_setting('app.current_tenant_id', TRUE) IS NULL
  );
CREATE POLICY tenant_isolation_dlq_permanent_failures ON dlq_permanent_failures
  FOR ALL
  USING (
    tenant_id = current_setting('app.current_tenant_id', TRUE)::TEXT
    OR current_setting('app.current_tenant_id', TRUE) IS NULL
  );
