//! The pages a person sees: plain HTML with every text escaped, no script, one style sheet.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

const STYLE: &str = include_str!("page/style.css");

/// What the sign-in form holds.
pub(crate) struct Form<'a> {
    /// The id of the sign-in under way.
    pub(crate) id: &'a str,
    /// What to put into the field for the email.
    pub(crate) email: &'a str,
    /// Whether email and password were just refused.
    pub(crate) failed: bool,
}

/// The sign-in form. `redirect_uri` is where the browser goes once it is accepted: browsers apply
/// `form-action` to that redirect too, so the policy has to name it.
pub(crate) fn sign_in(form: &Form<'_>, redirect_uri: &str) -> Response {
    let Form { id, email, failed } = form;
    let alert = if *failed {
        "<p role=\"alert\">Email or password is wrong.</p>\n"
    } else {
        ""
    };
    // The cursor starts in the first field that is still empty.
    let (in_email, in_password) = if email.is_empty() {
        (" autofocus", "")
    } else {
        ("", " autofocus")
    };
    let body = format!(
        "<h1>Sign in</h1>\n\
         <p>This is the sign-in for demonstrations. It runs on this machine only.</p>\n\
         {alert}\
         <form method=\"post\" action=\"/sign-in\">\n\
         <input type=\"hidden\" name=\"sign_in\" value=\"{id}\">\n\
         <label for=\"email\">Email</label>\n\
         <input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"username\" required \
         value=\"{email}\"{in_email}>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" \
         autocomplete=\"current-password\" required{in_password}>\n\
         <button type=\"submit\">Sign in</button>\n\
         </form>\n",
        id = escape(id),
        email = escape(email),
    );
    let status = if *failed {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let origin = Url::parse(redirect_uri).map(|url| url.origin().ascii_serialization());
    page(status, "Sign in", &body, &origin.unwrap_or_default())
}

/// A refusal that may not be sent to the application.
pub(crate) fn error(text: &str) -> Response {
    let body = format!(
        "<h1>This does not work</h1>\n<p role=\"alert\">{}</p>\n",
        escape(text)
    );
    page(StatusCode::BAD_REQUEST, "This does not work", &body, "")
}

/// The end of a logout that leads nowhere else.
pub(crate) fn signed_out() -> Response {
    page(
        StatusCode::OK,
        "Signed out",
        "<h1>You are signed out</h1>\n",
        "",
    )
}

/// The style sheet of all pages.
pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

fn page(status: StatusCode, title: &str, body: &str, form_target: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n\
         <body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {form_target}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
