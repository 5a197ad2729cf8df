//! An identity provider that says what a test wants.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::RawQuery,
    http::{
        StatusCode,
        header::{DATE, LOCATION},
    },
    response::IntoResponse as _,
    routing::{get, post},
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::program::ANY_PORT;

/// What a sign-in that nobody may see is answered.
const LOGIN_REQUIRED: &str = "http://localhost:3000/auth/callback?error=login_required&state=x";
/// What a code that nobody was given is answered.
const INVALID_GRANT: &str = r#"{"error": "invalid_grant"}"#;

/// What it says.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    /// In the header of its document.
    pub(super) date: Option<&'static str>,
    /// What its document lacks.
    pub(super) left_out: Option<&'static str>,
    /// Status and, where it leads on, where to.
    pub(super) authorize: (u16, String),
    /// Status and body.
    pub(super) token: (u16, String),
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            date: None,
            left_out: None,
            authorize: (303, LOGIN_REQUIRED.to_owned()),
            token: (400, INVALID_GRANT.to_owned()),
        }
    }
}

/// It runs.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) issuer: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    pub(super) async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind(ANY_PORT).await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let router = router(&issuer, answers, Arc::clone(&asked));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, asked }
    }

    /// The queries of the sign-ins that it was asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn router(issuer: &str, answers: Answers, asked: Arc<Mutex<Vec<String>>>) -> Router {
    let Answers {
        date,
        left_out,
        authorize: (authorize_status, location),
        token: (token_status, body),
    } = answers;
    let mut document = json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/keys"),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    if let Some(name) = left_out {
        document.as_object_mut().unwrap().remove(name).unwrap();
    }
    let status = |status| StatusCode::from_u16(status).unwrap();
    let (authorize_status, token_status) = (status(authorize_status), status(token_status));
    Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(move || async move { (date.map(|date| [(DATE, date)]), Json(document)) }),
        )
        .route("/keys", get(|| async { Json(json!({"keys": []})) }))
        .route(
            "/authorize",
            get(move |RawQuery(query): RawQuery| async move {
                asked.lock().unwrap().extend(query);
                let mut response = authorize_status.into_response();
                if !location.is_empty() {
                    let location = location.parse().unwrap();
                    response.headers_mut().insert(LOCATION, location);
                }
                response
            }),
        )
        .route("/token", post(move || async move { (token_status, body) }))
}
