//! Sign-in, its answer, what goes on afterwards, sign-out.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::HeaderValue,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    answer::RESUME_PATH,
    extract::{Form, Query},
    failure::{Failure, Result},
    login::{Answer, Begun, LoginError},
    request::{self, Cookies, Posted, RESUME, SessionChange, SetCookie},
    session::Session,
    state::WebState,
    view::{Customer, FlashKind, Nav, Page, Visitor, home_of, html, own_path, see},
};

/// What a sign-in under way is sealed for, and the beginning of its cookie's name.
const LOGIN: &str = "login";

/// What the sign-in is for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wish {
    /// The page that was wanted.
    #[serde(default)]
    to: String,
    /// Who it will be, as far as that is known.
    email: Option<String>,
    /// A form to go on with, sealed.
    form: Option<String>,
}

/// What the browser keeps until the answer comes.
#[derive(Serialize, Deserialize)]
struct UnderWay {
    begun: Begun,
    to: String,
    form: Option<String>,
}

/// A page that leads on to another site. A redirect would not do after a form: browsers hold the
/// policy's `form-action` against redirects too, and it names our own site alone.
#[derive(Template)]
#[template(path = "onward.html")]
struct Onward {
    page: Page,
    to: String,
}

/// `GET /auth/login?to=…`
pub(crate) async fn begin(
    State(state): State<WebState>,
    visitor: Visitor,
    Query(wish): Query<Wish>,
) -> Result {
    // A form comes by `POST` only.
    let wish = Wish { form: None, ..wish };
    let (url, cookie) = begun(&state, wish).await?;
    let mut response = onward(&visitor, &url)?;
    response.extensions_mut().insert(cookie);
    Ok(response)
}

/// `POST /auth/login`: as one of the demo's people, or to go on with a form.
pub(crate) async fn begin_with(
    State(state): State<WebState>,
    visitor: Visitor,
    Form(wish): Form<Wish>,
) -> Result {
    let (url, cookie) = begun(&state, wish).await?;
    let mut response = onward(&visitor, &url)?;
    response.extensions_mut().insert(cookie);
    Ok(response)
}

async fn begun(state: &WebState, wish: Wish) -> Result<(Url, SetCookie)> {
    let Wish { to, email, form } = wish;
    let (url, begun) = state.login.begin(email.as_deref()).await?;
    let name = cookie_name(&begun.state);
    let under_way = UnderWay {
        begun,
        to: own_path(&to).unwrap_or_default().to_owned(),
        form,
    };
    let value = state
        .sealer
        .seal(LOGIN, &under_way)
        .map_err(|_| Failure::Seal)?;
    let cookie = SetCookie {
        name,
        value: Some(value),
    };
    Ok((url, cookie))
}

/// Each sign-in has a cookie of its own, so that two windows do not end each other's.
fn cookie_name(state: &str) -> String {
    let tag: String = state
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect();
    format!("{LOGIN}_{tag}")
}

fn onward(visitor: &Visitor, url: &Url) -> Result {
    let page = visitor.page(visitor.t().shell.sign_in(), Nav::None);
    let page = Page {
        person: None,
        ..page
    };
    let mut response = html(&Onward {
        page,
        to: url.to_string(),
    })?;
    if let Ok(value) = HeaderValue::try_from(format!("0;url={url}")) {
        response.headers_mut().insert("refresh", value);
    }
    Ok(response)
}

/// `GET /auth/callback`
pub(crate) async fn finish(
    State(state): State<WebState>,
    visitor: Visitor,
    Extension(cookies): Extension<Arc<Cookies>>,
    Query(answer): Query<Answer>,
) -> Result {
    let name = cookie_name(&answer.state);
    let under_way: Option<UnderWay> = cookies
        .get(&name)
        .and_then(|text| state.sealer.open(LOGIN, text));
    let Some(UnderWay { begun, to, form }) = under_way else {
        // The back button, most likely: whoever is signed in has nothing to do here.
        return match &visitor.0.session {
            Some(session) => Ok(see(home_of(&session.person)).into_response()),
            None => Err(LoginError::Outdated.into()),
        };
    };
    let tokens = state.login.finish(begun, answer).await?;
    let session = Session::start(&state, tokens)
        .await
        .map_err(LoginError::Bank)?;
    let home = home_of(&session.person);
    let posted: Option<Posted> = form
        .as_ref()
        .and_then(|form| state.sealer.open(request::FORM, form));
    let (answer, kept) = match (form, posted) {
        (Some(form), Some(posted)) if posted.is_of(&session.person) => {
            (see(RESUME_PATH), Some(form))
        }
        // What was under way is somebody else's, or nobody's.
        (Some(_), _) => {
            let text = visitor.t().errors.resume_other_person();
            (see(home).with_flash(FlashKind::Info, text), None)
        }
        (None, _) if to.is_empty() || to == "/" => (see(home), None),
        (None, _) => (see(to), None),
    };
    let mut response = answer.into_response();
    let extensions = response.extensions_mut();
    extensions.insert(SessionChange::Start(Box::new(session)));
    extensions.insert(SetCookie {
        name: if kept.is_some() {
            RESUME.to_owned()
        } else {
            name
        },
        value: kept,
    });
    Ok(response)
}

/// Offers to send a form again that came too late for its session.
#[derive(Template)]
#[template(path = "resume.html")]
struct Resume {
    page: Page,
    posted: Posted,
    /// What it does, in words.
    deed: String,
}

/// `GET /auth/resume`
pub(crate) async fn resume(
    State(state): State<WebState>,
    visitor: Visitor,
    Extension(cookies): Extension<Arc<Cookies>>,
) -> Result {
    let customer = Customer::of(Arc::clone(&visitor.0))?;
    let posted: Option<Posted> = cookies
        .get(RESUME)
        .and_then(|text| state.sealer.open(request::FORM, text));
    let Some(posted) = posted.filter(|posted| posted.is_of(&customer.person)) else {
        return Ok(left(&customer));
    };
    let symbol = symbol_of(&customer, &posted).await;
    let page = visitor.page(visitor.t().errors.resume_title(), Nav::None);
    let deed = posted.deed(&page, symbol.as_deref());
    html(&Resume { page, posted, deed })
}

/// `POST /auth/leave`: the form is not wanted any more.
pub(crate) async fn leave(customer: Customer) -> Result {
    Ok(left(&customer))
}

/// On to where the person begins, and nothing is kept.
fn left(customer: &Customer) -> Response {
    let mut response = see(home_of(&customer.person)).into_response();
    response.extensions_mut().insert(SetCookie {
        name: RESUME.to_owned(),
        value: None,
    });
    response
}

/// The symbol of the coin that a form would send; none where the bank does not say it now.
async fn symbol_of(customer: &Customer, posted: &Posted) -> Option<String> {
    let (wallet, asset) = posted.source()?;
    let networks = customer.bank.networks().await.ok()?.networks;
    if !asset.is_empty() {
        let mut assets = networks.into_iter().flat_map(|network| network.assets);
        return Some(assets.find(|it| it.asset == asset)?.symbol);
    }
    let wallet = customer.bank.wallet(wallet, false).await.ok()?.wallet;
    let mut networks = networks.into_iter();
    Some(networks.find(|it| it.network == wallet.network)?.symbol)
}

/// `POST /auth/sign-out`
pub(crate) async fn sign_out(State(state): State<WebState>, visitor: Visitor) -> Result {
    let id_token = visitor
        .0
        .session
        .as_ref()
        .and_then(|session| session.tokens.id_token.as_deref());
    let mut response: Response = match state.login.logout(id_token).await {
        Some(url) => onward(&visitor, &url)?,
        None => see("/").into_response(),
    };
    response.extensions_mut().insert(SessionChange::End);
    Ok(response)
}
