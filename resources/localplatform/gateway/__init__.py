"""The local platform's gateway: Supabase's paths over the platform's own PostgreSQL."""
