"""Supabase Auth's wire contract over the `auth` tables."""
