//! A person's access token, as the API would judge it.

use std::{path::Path, sync::Arc};

use api::{Identity, TokenError};
use bank::SystemClock;

use super::report::{Finding, Report};
use crate::{assembly, config::IdentityConfig};

const TOKEN: &str = "token.accepted";
const EMAIL: &str = "token.email";
const EMAIL_VERIFIED: &str = "token.email_verified";
const ROLES: &str = "token.roles";

pub(super) async fn check(file: &Path, config: Option<&IdentityConfig>, report: &mut Report) {
    let rest = [EMAIL, EMAIL_VERIFIED, ROLES];
    let Some(config) = config else {
        let why = "the issuer's variables cannot be read";
        report.add(Finding::skipped(TOKEN, why));
        return report.skip_all(&rest, why);
    };
    match judge(file, config).await {
        Ok(identity) => {
            let says = format!("the API takes the token of {}", identity.subject);
            report.add(Finding::passed(TOKEN, says));
            report.add(email(&identity, config));
            report.add(email_verified(&identity, config));
            report.add(roles(&identity, config));
        }
        Err(finding) => {
            report.add(*finding);
            report.skip_all(&rest, "the API does not take the token");
        }
    }
}

async fn judge(file: &Path, config: &IdentityConfig) -> Result<Identity, Box<Finding>> {
    let failed = |says: String, mend: &str| Box::new(Finding::failed(TOKEN, says, mend));
    let token = std::fs::read_to_string(file).map_err(|error| {
        let says = format!("{} cannot be read: {error}", file.display());
        failed(says, "name a file that holds one access token")
    })?;
    let auth = assembly::authenticator(config, Arc::new(SystemClock))
        .map_err(|error| failed(format!("{error:#}"), "look at SSL_CERT_FILE"))?;
    auth.authenticate(token.trim()).await.map_err(|error| {
        let mend = match error {
            TokenError::Invalid("another audience") => {
                "ask for AUTH0_AUDIENCE when signing in; an opaque token means that nobody asked"
            }
            TokenError::Invalid(_) => {
                "it must be a signed JWT access token of this issuer for AUTH0_AUDIENCE, not an id \
                 token and not an opaque one"
            }
            TokenError::Expired | TokenError::NotYetValid => "sign in again; compare the clocks",
            TokenError::KeysUnavailable => "see issuer.keys",
        };
        failed(format!("the API refuses the token: {error}"), mend)
    })
}

fn email(identity: &Identity, config: &IdentityConfig) -> Finding {
    match &identity.email {
        Some(_) => Finding::passed(EMAIL, "the token names an email address"),
        None => Finding::failed(
            EMAIL,
            "the token names no email address: everybody would be refused as identity_incomplete",
            format!(
                "let the provider put {}email (or email) into access tokens",
                config.claims_namespace
            ),
        )
        .of("AUTH_CLAIMS_NAMESPACE"),
    }
}

fn email_verified(identity: &Identity, config: &IdentityConfig) -> Finding {
    let claim = format!("{}email_verified", config.claims_namespace);
    match identity.email_verified {
        Some(true) => Finding::passed(EMAIL_VERIFIED, "the address is verified"),
        Some(false) => Finding::warning(
            EMAIL_VERIFIED,
            "the address is not verified: nothing can be shared with this person",
            "mark the person's address as verified at the provider",
        ),
        None => Finding::warning(
            EMAIL_VERIFIED,
            "the token does not say whether the address is verified, so it counts as verified",
            format!("let the provider put {claim} into access tokens"),
        ),
    }
}

fn roles(identity: &Identity, config: &IdentityConfig) -> Finding {
    if identity.roles.is_empty() {
        return Finding::warning(
            ROLES,
            "the token has no role: a customer, or a claim under another name",
            format!(
                "for an employee the provider puts {}roles with employee in it into access tokens",
                config.claims_namespace
            ),
        );
    }
    Finding::passed(ROLES, format!("roles: {}", identity.roles.join(", ")))
}
