//! The REST API over plain HTTP, with JSON typed by hand, as a client of no relation would call it.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

/// No customer ever reads the name of the bank's supplier, in any letter case.
const VENDOR: &str = "dfns";

/// The API as one person meets it.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// Status and body of an answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The body, if the status is this one.
    pub(crate) fn with(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A refusal with this status and code.
    pub(crate) fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.with(status);
        assert_eq!(problem["code"], code, "{problem}");
        problem
    }
}

impl Api {
    /// The API at `url`, without a token.
    pub(crate) fn at(url: &str) -> Self {
        Self::over(client(), url)
    }

    /// The same over a client of the caller's own.
    pub(crate) fn over(http: reqwest::Client, url: &str) -> Self {
        Self {
            http,
            url: url.to_owned(),
            token: None,
        }
    }

    /// Its base address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The same API for the bearer of a token.
    pub(crate) fn bearer(&self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// The same person at another address: the bank was started again.
    pub(crate) fn moved_to(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.try_call(Method::GET, path).await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.try_call(Method::DELETE, path).await.unwrap()
    }

    /// A call without a body.
    pub(crate) async fn act(&self, path: &str) -> Answer {
        self.try_call(Method::POST, path).await.unwrap()
    }

    /// A call without a body that may get no answer because the bank dies.
    pub(crate) async fn try_call(&self, method: Method, path: &str) -> reqwest::Result<Answer> {
        answered(self.request(method, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        answered(self.request(Method::POST, path).json(body))
            .await
            .unwrap()
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.try_patch(path, body).await.unwrap()
    }

    /// A change that may get no answer because the bank dies.
    pub(crate) async fn try_patch(&self, path: &str, body: &Value) -> reqwest::Result<Answer> {
        answered(self.request(Method::PATCH, path).json(body)).await
    }

    /// A call that may be repeated, and that may get no answer because the bank dies.
    pub(crate) async fn try_post(
        &self,
        path: &str,
        body: &Value,
        key: &str,
    ) -> reqwest::Result<Answer> {
        let request = self.request(Method::POST, path).json(body);
        answered(request.header("Idempotency-Key", key)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

/// Whether a text holds the name of the bank's supplier.
pub(crate) fn names_vendor(text: &str) -> bool {
    text.to_lowercase().contains(VENDOR)
}

/// A client that follows no redirects.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(60))
        .no_proxy()
        .build()
        .unwrap()
}

async fn answered(request: RequestBuilder) -> reqwest::Result<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let url = response.url().clone();
    let text = response.text().await?;
    let said = format!("{headers:?}\n{text}");
    assert!(!names_vendor(&said), "{url} names the vendor: {said}");
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap()
    };
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// A string of an answer.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
