//! The suite: the tests by table group, and both engines.

/// Declares the modules of the suite and runs each named function on both engines.
macro_rules! suite {
    ($($module:ident: $($test:ident),+ $(,)?;)*) => {
        $(mod $module;)*

        mod sqlite {
            $(mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::fixture::on_sqlite(super::super::$module::$test).await;
                }
            )+})*
        }

        mod postgres {
            $(mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::fixture::on_postgres(super::super::$module::$test).await;
                }
            )+})*
        }
    };
}

suite! {
    audit:
        rows_are_filtered_and_paged,
        deeds_are_found_by_their_things,
        rows_never_change,
        an_undone_change_leaves_no_row;
    balances:
        an_older_answer_never_overwrites_a_newer_one,
        copies_of_many_wallets_come_together,
        failures_and_requests_are_noted,
        the_oldest_copies_are_due_first;
    calls:
        no_more_is_taken_than_a_minute_has,
        a_reserve_is_left_to_others,
        what_is_given_back_can_be_taken_again,
        a_closed_budget_gives_nothing;
    delegations:
        granting_again_replaces,
        finds_are_scoped,
        lists_are_paged;
    events:
        events_are_read_in_order,
        a_reader_that_remembers_the_latest_misses_none;
    fiat:
        accounts_are_made_once,
        only_what_balances_is_booked;
    idempotency:
        a_repeat_meets_what_was_made,
        of_twenty_at_once_one_makes_it,
        old_keys_go_those_of_transfers_stay;
    locks:
        shared_locks_let_others_share,
        exclusive_locks_let_nobody_share;
    inbox:
        a_thing_in_one_state_is_kept_once,
        one_node_works_on_a_notice,
        worked_notices_are_purged,
        movements_that_are_not_final_are_listed,
        a_fact_is_raised_once,
        an_alert_is_acknowledged_once,
        wallets_are_compared_in_turn,
        of_many_one_takes_a_turn;
    inspection:
        an_inspection_tells_what_a_start_would_do;
    people:
        twenty_first_requests_make_one_user,
        the_token_issued_later_wins,
        known_people_have_not_signed_in,
        emails_find_one_nobody_or_many,
        retiring_is_for_good,
        users_are_found_together,
        customers_are_searched_and_paged,
        employees_are_counted_until_they_are_retired;
    rates:
        the_latest_value_stays;
    recovery:
        what_is_held_goes_nowhere,
        custodys_word_ends_a_hold,
        a_database_that_was_moved_is_noticed,
        every_wallet_is_read_back_once;
    seals:
        no_row_appears_below_the_horizon,
        each_seal_follows_the_one_before,
        rows_and_seals_come_side_by_side,
        one_node_seals_at_a_time;
    schema:
        tables_and_columns_are_the_same,
        triggers_are_the_same,
        migrating_twice_changes_nothing,
        users_are_kept_and_unique,
        wallets_keep_what_they_are,
        wallets_begin_opening,
        balances_are_amounts,
        delegations_are_sound,
        the_ledger_is_written_once,
        there_is_one_pause,
        unreadable_rows_are_corrupt,
        reads_do_not_wait_for_writers;
    schema_of_transfers:
        statuses_follow_the_state_machine,
        transfers_begin_pending_or_approved,
        what_was_asked_for_never_changes,
        ids_that_custody_knows_are_unique,
        amounts_and_hashes_of_transfers_are_sound,
        history_is_written_once,
        the_ending_of_an_attempt_is_set_once,
        what_may_have_been_sent_is_not_let_go,
        nothing_fails_that_nobody_refused;
    service:
        the_pause_goes_on_and_off,
        facts_keep_their_latest_value,
        another_fingerprint_is_refused,
        each_start_has_its_boot_number,
        a_node_takes_back_its_own_old_leases,
        the_lease_clock_is_the_engines_own;
    transfers:
        what_is_stored_comes_back,
        external_ids_are_unique,
        a_transition_needs_the_status_that_was_seen,
        each_state_has_its_time,
        an_attempt_without_an_ending_stays_unknown,
        a_new_attempt_forgets_what_the_list_lacked,
        custodys_first_words_are_kept,
        attention_keeps_its_time_while_it_stays_the_same;
    transfer_leases:
        a_lease_fences_its_holder,
        a_lease_ends_with_its_time,
        each_claim_fences_the_one_before,
        a_node_takes_its_old_leases_back,
        of_many_claims_one_succeeds,
        what_is_due_is_found,
        pause_and_freeze_hold_what_is_approved,
        wallets_take_turns_and_their_transfers_keep_their_order,
        one_that_was_authorised_earlier_starts_first,
        what_is_undecided_for_long_is_found,
        what_only_waits_for_custody_is_hastened,
        open_transfers_are_locked_by_wallet_and_initiator;
    transfer_feed:
        the_feed_is_filtered,
        the_feed_is_paged;
    transfer_lists:
        lists_are_for_who_may_see_them,
        a_listing_has_the_names_and_the_decision,
        an_employee_votes_once,
        lists_are_filtered_and_paged,
        the_queue_is_filtered_and_paged,
        the_facts_for_a_decision,
        what_is_open_is_counted,
        the_people_around_a_transfer,
        funds_are_spoken_for_until_the_balance_shows_it;
    values:
        amounts_survive,
        missing_amounts_stay_missing,
        times_survive;
    wallets:
        opens_once,
        a_lost_lease_writes_nothing,
        finds_are_scoped,
        lists_hold_own_and_shared_wallets,
        the_owner_alone_renames,
        the_two_freezes_are_apart,
        a_freeze_outlives_the_opening,
        ids_at_custody_and_addresses_are_unique,
        a_freeze_waits_for_whoever_acts_on_the_wallet,
        people_around_a_wallet_are_found;
}
