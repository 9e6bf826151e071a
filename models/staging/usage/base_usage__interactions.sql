{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key="coalesce(row_key, '')",
    on_schema_change='sync_all_columns',
    post_hook="{{ delete_rows(this, 'copy_number is null') }}",
) }}
{{ judged_feed('usage', 'interactions', parents={'billing.customers': ref('stg_billing__customers')}) }}
