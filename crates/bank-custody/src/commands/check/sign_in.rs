//! Signing in through the pages, as far as that goes without a person: does the provider know this
//! application, its secret, its way back and the API that it asks for.

use web::Verdict;

use super::{
    issuer,
    report::{Finding, Report},
};
use crate::{causes::chain, config::PartialConfig, pages};

const REQUEST: &str = "sign_in.request";
const APPLICATION: &str = "sign_in.application";
const CHECKS: [&str; 2] = [REQUEST, APPLICATION];

pub(super) async fn check(config: &PartialConfig, report: &mut Report) {
    if !config.has_pages {
        return report.skip_all(
            &CHECKS,
            "pages are not served here: AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET and AUTH0_SECRET are \
             not set, which `serve` and `serve web` need, `serve api` and `serve worker` do not",
        );
    }
    let PartialConfig {
        identity: Some(identity),
        front: Some(front),
        web: Some(web),
        ..
    } = config
    else {
        return report.skip_all(&CHECKS, "the pages' variables cannot be read");
    };
    if report.has_failed(issuer::DISCOVERY) {
        return report.skip_all(&CHECKS, "the provider was not reached");
    }
    // The pages' name of the bank does not matter here.
    let settings = pages::settings(identity, front, "", web, None);
    match pages::rehearse(&settings).await {
        Ok(rehearsal) => {
            let base = front.app_base_url.as_str().trim_end_matches('/');
            let callback = format!("{base}/auth/callback");
            report.add(request(&rehearsal.request, &callback));
            report.add(application(&rehearsal.exchange));
        }
        Err(error) => {
            let mend = "the issuer must publish an authorization, a token and a keys endpoint, all \
                        at https";
            let says = format!("the pages cannot use the provider: {}", chain(&error));
            report.add(Finding::failed(REQUEST, says, mend));
            report.skip_all(&[APPLICATION], "the provider could not be asked");
        }
    }
}

fn request(verdict: &Verdict, callback: &str) -> Finding {
    match verdict {
        Verdict::Taken => Finding::passed(
            REQUEST,
            format!("the provider knows the application and leads back to {callback}"),
        ),
        Verdict::Refused { error, description } => {
            let (variable, mend) = match error.as_str() {
                "invalid_target" => (
                    "AUTH0_AUDIENCE",
                    "set AUTH0_AUDIENCE to the identifier of the API at the provider, or \
                     OIDC_API_SCOPE to its scope where the provider takes no audience"
                        .to_owned(),
                ),
                "invalid_scope" => (
                    "OIDC_API_SCOPE",
                    "let the application ask for the scopes openid, profile, email and \
                     offline_access, and for the API's own where OIDC_API_SCOPE names one"
                        .to_owned(),
                ),
                _ => (
                    "AUTH0_CLIENT_ID",
                    format!(
                        "the application AUTH0_CLIENT_ID must exist, may lead back to {callback} \
                         (from APP_BASE_URL, letter by letter), and may ask for the API of \
                         AUTH0_AUDIENCE"
                    ),
                ),
            };
            let says = format!(
                "the provider refuses a sign-in: {}",
                joined(error, description)
            );
            Finding::failed(REQUEST, says, mend).of(variable)
        }
        Verdict::Unclear(why) => Finding::warning(
            REQUEST,
            format!("whether people can sign in is not known: {why}"),
            "sign in once with a browser",
        ),
    }
}

fn application(verdict: &Verdict) -> Finding {
    match verdict {
        Verdict::Taken => Finding::passed(
            APPLICATION,
            "the provider takes the application's id and secret",
        ),
        Verdict::Refused { error, description } => Finding::failed(
            APPLICATION,
            format!(
                "the provider does not take the application's id and secret: {}",
                joined(error, description)
            ),
            "compare AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET with the application at the provider; \
             it must be a confidential one that is granted authorization codes",
        ),
        Verdict::Unclear(why) => Finding::warning(
            APPLICATION,
            format!("whether id and secret are right is not known: {why}"),
            "sign in once with a browser",
        ),
    }
    .of("AUTH0_CLIENT_SECRET")
}

fn joined(error: &str, description: &str) -> String {
    if description.is_empty() {
        error.to_owned()
    } else {
        format!("{error}: {description}")
    }
}
