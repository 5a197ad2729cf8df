//! `recovery`: what people do after a restore, at the command line.

use std::{fmt::Write as _, fs::File, io::BufReader, path::Path, sync::Arc};

use anyhow::Context as _;
use bank::{
    Bank, SystemClock, audit,
    recovery::{GrantAtRisk, RecoveryView, WalletAtRisk},
    transfers::TransferView,
};
use domain::asset;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{print, said};
use crate::{
    assembly::{Mode, assemble},
    cli::{RecoveryArgs, RecoveryCommand},
    config::{ServeConfig, Vars},
};

pub(super) async fn run(args: RecoveryArgs, vars: &Vars) -> anyhow::Result<()> {
    let config = ServeConfig::read(vars)?;
    let assembly = assemble(&config, Mode::Serve, Arc::new(SystemClock), None).await?;
    let done = act(&assembly.bank, args.command).await;
    assembly.store.close().await;
    print(done?)
}

async fn act(bank: &Bank, command: RecoveryCommand) -> anyhow::Result<String> {
    Ok(match command {
        RecoveryCommand::Status => status(&bank.recovery_for_operator().await?)?,
        RecoveryCommand::Lost { export } => lost(&export, bank.first_lost_seq().await?)?,
        RecoveryCommand::Release { transfer } => {
            let outcome = bank.release_transfer_as_operator(transfer).await;
            format!("{}\n", outcome.map_err(said)?.message)
        }
        RecoveryCommand::Cancel { transfer } => {
            let outcome = bank.cancel_held_transfer_as_operator(transfer).await;
            format!("{}\n", outcome.map_err(said)?.message)
        }
        RecoveryCommand::End => {
            bank.end_recovery_as_operator().await.map_err(said)?;
            "the bank goes on; what is held stays held\n".to_owned()
        }
    })
}

fn status(view: &RecoveryView) -> anyhow::Result<String> {
    let RecoveryView {
        recovery,
        counts,
        held,
        recovered,
        grants,
        wallets,
    } = view;
    let mut text = String::new();
    match (recovery.restored_at, recovery.read_at) {
        (None, _) => writeln!(text, "The bank does not recover from a backup.")?,
        (Some(_), None) => writeln!(
            text,
            "Custody's record is being read back: {} of {} wallets.",
            counts.wallets_read, counts.wallets
        )?,
        (Some(_), Some(at)) => writeln!(
            text,
            "Custody's record was read back at {}. Look through the lists, then end the recovery.",
            moment(at)
        )?,
    }
    if let Some(at) = recovery.backup_at {
        writeln!(text, "The backup is of {}.", moment(at))?;
    }
    list(
        &mut text,
        "Held; may have been cancelled or rejected",
        counts.held,
        held,
        transfer,
    )?;
    list(
        &mut text,
        "Further on at custody",
        counts.recovered,
        recovered,
        transfer,
    )?;
    list(
        &mut text,
        "Grants; may have been revoked or lowered",
        counts.grants,
        grants,
        grant,
    )?;
    list(
        &mut text,
        "Wallets; may have been frozen",
        counts.unfrozen,
        wallets,
        wallet,
    )?;
    Ok(text)
}

fn list<T>(
    text: &mut String,
    title: &str,
    count: u32,
    rows: &[T],
    line: impl Fn(&T) -> String,
) -> std::fmt::Result {
    writeln!(text, "\n{title}: {count}")?;
    for row in rows {
        writeln!(text, "  {}", line(row))?;
    }
    if usize::try_from(count).is_ok_and(|count| count > rows.len()) {
        writeln!(text, "  …")?;
    }
    Ok(())
}

fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_else(|_| at.to_string())
}

fn transfer(view: &TransferView) -> String {
    format!(
        "{} {} {} {} from {} ({}) to {}, asked for by {} at {}",
        view.id,
        view.status,
        view.amount.to_decimal(view.asset.decimals()),
        view.asset.symbol(),
        view.wallet_name,
        view.wallet_id,
        view.to_address,
        view.initiator_email
            .as_deref()
            .unwrap_or(&view.initiator_name),
        moment(view.times.created_at)
    )
}

fn grant(grant: &GrantAtRisk) -> String {
    let native = asset::native(grant.network);
    let limit = grant
        .transfer_limit
        .map_or("without a limit".to_owned(), |limit| {
            format!(
                "limit {} {}",
                limit.to_decimal(native.decimals()),
                native.symbol()
            )
        });
    format!(
        "{} {} ({}) by {} to {}, {limit}, since {}",
        grant.id,
        grant.wallet_name,
        grant.wallet,
        grant.grantor_email,
        grant.grantee_email,
        moment(grant.updated_at)
    )
}

fn wallet(wallet: &WalletAtRisk) -> String {
    format!(
        "{} {} on {} of {}",
        wallet.id,
        wallet.name,
        wallet.network.as_str(),
        wallet.owner_email
    )
}

/// What a newer export of the audit tells that this database does not know any more.
fn lost(export: &Path, from_seq: i64) -> anyhow::Result<String> {
    let named = || format!("--export: {}", export.display());
    let file = File::open(export).with_context(named)?;
    let rows = audit::lost_rows(BufReader::new(file), from_seq).with_context(named)?;
    let mut text = String::new();
    for row in &rows {
        writeln!(
            text,
            "{} {} {} by {} {}",
            moment(row.at),
            row.kind,
            row.subject,
            row.actor,
            row.after
                .as_deref()
                .or(row.before.as_deref())
                .unwrap_or_default()
        )?;
    }
    if rows.is_empty() {
        text.push_str("the export knows of nothing that was taken back after the backup\n");
    }
    Ok(text)
}
