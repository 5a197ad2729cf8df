//! Custody: is it there, is the account's token good, does the key belong to it, may it do what the
//! bank needs. Nothing is created: the one signed call is signed and never made.

use dfns::{Cause, Client, PageQuery, SigningKey, Step};
use secrecy::ExposeSecret as _;
use time::{Duration, OffsetDateTime};

use super::{
    report::{Finding, Report},
    webhook::{self, WEBHOOK},
};
use crate::{
    assembly,
    causes::chain,
    commands::custody::permissions,
    config::{CustodyConfig, PartialConfig, ServiceToken},
};

const KEY: &str = "custody.key";
const TOKEN: &str = "custody.token";
const REACH: &str = "custody.reach";
const CREDENTIAL: &str = "custody.credential";
const PERMISSIONS: &str = "custody.permissions";
const UNTRIED: &str = "custody.permissions_untried";
pub(super) const CHECKS: [&str; 7] = [KEY, TOKEN, REACH, CREDENTIAL, PERMISSIONS, UNTRIED, WEBHOOK];

/// An id in the vendor's form that belongs to no wallet.
const NO_WALLET: &str = "wa-00000-00000-0000000000000000";

/// How long before its end a token is worth a warning: somebody has to make a new one by hand.
const RENEW_BEFORE: Duration = Duration::days(30);

pub(super) async fn check(
    config: &CustodyConfig,
    partial: &PartialConfig,
    now: OffsetDateTime,
    report: &mut Report,
) {
    report.add(key(config));
    report.add(token(config, now));
    let client = match assembly::custody_client(config) {
        Ok(client) => client,
        Err(error) => {
            let mend = "look at DFNS_API_URL, DFNS_AUTH_TOKEN and SSL_CERT_FILE";
            report.add(Finding::failed(REACH, format!("{error:#}"), mend));
            let why = "there is no client to ask with";
            return report.skip_all(&[CREDENTIAL, PERMISSIONS, UNTRIED, WEBHOOK], why);
        }
    };
    match client.probe().await {
        Ok(()) => {
            report.add(Finding::passed(
                REACH,
                format!("{} answers", config.api_url),
            ));
            let says = "token, credential and key belong together: a call was signed and not made";
            report.add(Finding::passed(CREDENTIAL, says));
            permissions_of(&client, report).await;
            webhook_of(config, partial, Some(&client), report).await;
        }
        Err(error) => {
            refused(config, &error, report);
            report.skip_all(&[PERMISSIONS, UNTRIED], "the account does not work yet");
            webhook_of(config, partial, None, report).await;
        }
    }
}

async fn webhook_of(
    config: &CustodyConfig,
    partial: &PartialConfig,
    client: Option<&Client>,
    report: &mut Report,
) {
    const SECRET: &str = "DFNS_WEBHOOK_SECRET";
    report.add(if partial.faults.names(SECRET) {
        Finding::skipped(WEBHOOK, format!("{SECRET} cannot be read"))
    } else {
        webhook::check(config, partial.front.as_ref(), client).await
    });
}

fn key(config: &CustodyConfig) -> Finding {
    match SigningKey::from_pem(config.private_key_pem.expose_secret()) {
        Ok(key) => Finding::passed(KEY, format!("an {} key", key.kind())),
        Err(error) => Finding::failed(KEY, error.to_string(), "make one by `custody setup`"),
    }
    .of("DFNS_PRIVATE_KEY")
}

fn token(config: &CustodyConfig, now: OffsetDateTime) -> Finding {
    let renew = "make a new token for the service account and set DFNS_AUTH_TOKEN";
    let Some(token) = ServiceToken::read(&config.auth_token) else {
        let says = "the token has not the usual form (three parts with dots between them)";
        return Finding::warning(TOKEN, says, "compare it with the one that was shown")
            .of("DFNS_AUTH_TOKEN");
    };
    let organisation = token.organisation.as_deref();
    let of = organisation.map_or_else(String::new, |id| format!(" of {id}"));
    let finding = match token.expires_at {
        Some(end) if end <= now => Finding::failed(
            TOKEN,
            format!("the token{of} expired on {}", end.date()),
            renew,
        ),
        Some(end) if end - now < RENEW_BEFORE => Finding::warning(
            TOKEN,
            format!("the token{of} ends on {}", end.date()),
            renew,
        ),
        _ if organisation.is_none() => Finding::warning(
            TOKEN,
            "the token names no organisation, so the database cannot be kept apart by it",
            "compare it with the one that was shown",
        ),
        Some(end) => Finding::passed(TOKEN, format!("a token{of}, good until {}", end.date())),
        None => Finding::passed(TOKEN, format!("a token{of} that does not end")),
    };
    finding.of("DFNS_AUTH_TOKEN")
}

/// Why the probe failed, put to the part that is to be mended.
fn refused(config: &CustodyConfig, error: &dfns::Error, report: &mut Report) {
    let url = &config.api_url;
    let says = chain(error);
    let status = error.refusal().map(|refusal| refusal.status);
    match (error.step(), error.cause(), status) {
        (_, Cause::Signing(_), _) => {
            report.add(Finding::passed(REACH, format!("{url} answers")));
            let mend = "make a new key pair by `custody setup`";
            report.add(Finding::failed(CREDENTIAL, says, mend).of("DFNS_PRIVATE_KEY"));
        }
        (Step::ActionInit, _, Some(401..=403)) => {
            report.add(Finding::passed(REACH, format!("{url} answers")));
            let mend = "set DFNS_AUTH_TOKEN to the token of an active service account at this \
                        address; regions know nothing of each other";
            let says = format!("custody does not take the token: {says}");
            report.add(Finding::failed(CREDENTIAL, says, mend).of("DFNS_AUTH_TOKEN"));
        }
        (Step::ActionComplete, _, Some(400..=403)) => {
            report.add(Finding::passed(REACH, format!("{url} answers")));
            let mend = "DFNS_CRED_ID and DFNS_PRIVATE_KEY must be those of the key that was \
                        registered with this service account";
            let says = format!("custody takes the token, but not the signature: {says}");
            report.add(Finding::failed(CREDENTIAL, says, mend).of("DFNS_CRED_ID"));
        }
        (_, _, Some(429)) => {
            let mend = "wait a minute and try again; if this is usual, another program uses up \
                        the account's calls";
            let says = format!("{url} answers, but takes no more calls for now: {says}");
            report.add(Finding::warning(REACH, says, mend));
            report.skip_all(&[CREDENTIAL], "custody took no more calls");
        }
        (_, _, Some(_)) => {
            let mend = "look whether DFNS_API_URL is the API's address, and at the provider's \
                        status page";
            let says = format!("{url} does not answer as custody does: {says}");
            report.add(Finding::failed(REACH, says, mend).of("DFNS_API_URL"));
            report.skip_all(&[CREDENTIAL], "custody did not answer");
        }
        (_, _, None) => {
            let mend = "look at DFNS_API_URL, the network and its proxy; behind a private \
                        authority set SSL_CERT_FILE to a file with the platform's authorities and \
                        this one";
            let says = format!("{url} cannot be reached: {says}");
            report.add(Finding::failed(REACH, says, mend).of("DFNS_API_URL"));
            report.skip_all(&[CREDENTIAL], "custody did not answer");
        }
    }
}

/// Reads tell whether they are permitted; what creates something cannot be tried without effect.
async fn permissions_of(client: &Client, report: &mut Report) {
    match reads(client).await {
        Ok(tried) => {
            let says = format!("permitted: {}", tried.join(", "));
            report.add(Finding::passed(PERMISSIONS, says));
        }
        Err(finding) => report.add(*finding),
    }
    let mut untried = permissions::NEEDED.to_vec();
    untried.retain(|name| !READS.contains(name));
    let says = format!(
        "cannot be tried without effect: compare by hand: {}",
        untried.join(", ")
    );
    report.add(Finding::skipped(UNTRIED, says));
}

const WALLETS: &str = "Wallets:Read";
const TRANSFERS: &str = "Wallets:Transfers:Read";
const READS: [&str; 2] = [WALLETS, TRANSFERS];

async fn reads(client: &Client) -> Result<[&'static str; 2], Box<Finding>> {
    let one = PageQuery {
        limit: Some(1),
        token: None,
    };
    let wallets = client.wallets(&one).await;
    let wallets = wallets.map_err(|error| not_permitted(WALLETS, &error))?;
    let wallet = wallets.items.first();
    let tried = match wallet {
        Some(wallet) => client.transfers(&wallet.id, &one).await,
        None => client.transfers(NO_WALLET, &one).await,
    };
    match tried {
        Ok(_) => Ok(READS),
        // Whoever may not ask is told that before it is told that there is no such wallet.
        Err(error) if wallet.is_none() && error.refusal().is_some_and(|it| it.status == 404) => {
            Ok(READS)
        }
        Err(error) => Err(not_permitted(TRANSFERS, &error)),
    }
}

fn not_permitted(permission: &str, error: &dfns::Error) -> Box<Finding> {
    if error.refusal().is_some_and(|refusal| refusal.status == 403) {
        return Box::new(Finding::failed(
            PERMISSIONS,
            format!("the account lacks {permission}: {error}"),
            format!(
                "give it a role with these permissions: {}",
                permissions::NEEDED.join(", ")
            ),
        ));
    }
    let mend = "try again; if it stays so, ask the provider";
    Box::new(Finding::failed(
        PERMISSIONS,
        format!("a read failed: {}", chain(error)),
        mend,
    ))
}
