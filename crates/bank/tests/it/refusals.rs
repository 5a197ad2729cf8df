use bank::Refusal;
use domain::money::BaseUnits;
use expect_test::expect;

/// One of each kind, in order of precedence.
fn all() -> Vec<Refusal> {
    vec![
        Refusal::NotFound,
        Refusal::Forbidden,
        Refusal::Invalid(Vec::new()),
        Refusal::IdentityIncomplete,
        Refusal::UserRetired,
        Refusal::IdempotencyKeyReused,
        Refusal::AlreadyDecided,
        Refusal::AlreadyAcknowledged,
        Refusal::TooLate,
        Refusal::ConflictOfInterest,
        Refusal::BodyHashMismatch,
        Refusal::WalletNotReady,
        Refusal::Paused,
        Refusal::WalletFrozen,
        Refusal::AssetBlocked,
        Refusal::InsufficientFunds {
            available: BaseUnits::from_u128(5),
            available_text: "0.05".to_owned(),
            symbol: "ETH".to_owned(),
        },
        Refusal::ShareWithSelf,
        Refusal::GranteeUnknown,
        Refusal::GranteeAmbiguous,
        Refusal::LimitAboveThreshold {
            threshold: Some("1".to_owned()),
        },
        Refusal::LimitAboveThreshold { threshold: None },
        Refusal::RetireSelf,
        Refusal::LastEmployee,
        Refusal::UserOwnsWallets,
        Refusal::TooManyWallets { max: 50 },
        Refusal::WalletServiceUnavailable,
    ]
}

#[test]
fn codes_are_stable_and_sentences_name_no_custodian() {
    let told: Vec<String> = all()
        .iter()
        .map(|refusal| format!("{}: {}\n", refusal.code(), refusal.detail()))
        .collect();
    let told = told.concat();
    assert!(
        !told.to_lowercase().contains("custod"),
        "customers read these: {told}"
    );
    expect![[r#"
        not_found: There is no such thing, or you may not see it.
        forbidden: You may see this, but not do that.
        invalid: Some of the input cannot be accepted; see the fields.
        identity_incomplete: The access token names no email address. The operator of the sign-in service must add the email claim to the tokens of this bank.
        user_retired: This person's access to the bank has ended.
        idempotency_key_reused: This idempotency key was used before with another request.
        already_decided: This transfer has been decided before.
        already_acknowledged: Somebody has looked at this alert before.
        too_late: It is too late: the transfer is being sent or has ended.
        conflict_of_interest: You have an interest in this yourself, so somebody else must decide it.
        body_hash_mismatch: The transfer is not the one that was shown for the decision. Load it again.
        wallet_not_ready: The wallet is still being opened. Try again shortly.
        paused: The bank has paused transfers for now.
        wallet_frozen: The wallet is frozen.
        asset_blocked: This asset cannot be sent for now; the bank is looking into it.
        insufficient_funds: At most 0.05 ETH can be sent now. What is on its way is set aside until it is confirmed.
        share_with_self: A wallet cannot be shared with its own owner.
        grantee_unknown: This person must sign in once before you can share.
        grantee_ambiguous: This address belongs to more than one person, so the bank cannot know whom you mean. Please contact the bank.
        limit_above_threshold: The limit may be at most the bank's threshold of 1.
        limit_above_threshold: Every transfer of this asset waits for the bank, so a limit cannot be given.
        retire_self: Nobody ends their own access; somebody else of the bank must.
        last_employee: This is the only employee that the bank knows, and somebody must remain.
        user_owns_wallets: The person still owns a wallet that is in use.
        too_many_wallets: A person may have at most 50 wallets.
        wallet_service_unavailable: The wallet service could not be asked. Nothing has changed; try again in a moment.
    "#]].assert_eq(&told);
}
