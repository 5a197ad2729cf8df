//! A browser without JavaScript: cookies, redirects, `Refresh`, forms with their hidden fields.

use std::collections::BTreeMap;

use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT_LANGUAGE, COOKIE, HeaderMap, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use testkit::TestBank;
use url::Url;

/// The most hops to a page.
const HOPS_MAX: usize = 12;

/// One person's browser.
#[derive(Debug)]
pub(crate) struct Browser {
    http: reqwest::Client,
    base: Url,
    /// By host with port, since the sign-in is another site.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    language: String,
}

/// A page as it came.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// How long the body was on its way here.
    pub(crate) wire_bytes: usize,
}

impl Browser {
    /// A browser that was never here, in English.
    pub(crate) fn new(bank: &TestBank) -> Self {
        Self::speaking(bank, "en")
    }

    /// A browser in another language.
    pub(crate) fn speaking(bank: &TestBank, language: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none());
        Self {
            http: http.build().unwrap(),
            base: Url::parse(bank.front_url()).unwrap(),
            cookies: BTreeMap::new(),
            language: language.to_owned(),
        }
    }

    /// A browser in which the person whose address starts with `name` has signed in, by a click on
    /// the start page.
    pub(crate) async fn of(bank: &TestBank, name: &str) -> Self {
        let mut browser = Self::new(bank);
        browser.sign_in(name).await;
        browser
    }

    /// Signs somebody in by the start page; answers the first page after it.
    pub(crate) async fn sign_in(&mut self, name: &str) -> Page {
        let start = self.get("/").await;
        let email = format!("{name}@example.com");
        let page = self.post(&start, "/auth/login", &[("email", &email)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page
    }

    /// Looks at a page of the bank, wherever it leads.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let url = self.base.join(path).unwrap();
        self.go(Method::GET, url, None).await
    }

    /// The first answer, without following it.
    pub(crate) async fn get_once(&mut self, path: &str) -> Page {
        let url = self.base.join(path).unwrap();
        self.hop(&Method::GET, &url, None, &[]).await
    }

    /// The first answer at a whole address.
    pub(crate) async fn get_at(&mut self, url: &str) -> Page {
        let url = Url::parse(url).unwrap();
        self.hop(&Method::GET, &url, None, &[]).await
    }

    /// A file, as few bytes as the server gives it.
    pub(crate) async fn get_compressed(&mut self, path: &str) -> Page {
        let url = self.base.join(path).unwrap();
        let gzip = [("accept-encoding", "gzip")];
        self.hop(&Method::GET, &url, None, &gzip).await
    }

    /// The page of which a part is cut out that has no address of its own.
    pub(crate) async fn live(&mut self, path: &str) -> Page {
        let url = self.base.join(path).unwrap();
        let htmx = [("hx-request", "true"), ("live", "page")];
        self.hop(&Method::GET, &url, None, &htmx).await
    }

    /// The bank's notices, as they come.
    pub(crate) async fn stream(&mut self, path: &str, headers: &[(&str, &str)]) -> Response {
        let url = self.base.join(path).unwrap();
        let mut request = self.http.get(url.clone());
        let cookies = self.cookies.get(&site(&url)).into_iter().flatten();
        let cookies: Vec<_> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        request = request.header(COOKIE, cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    /// What htmx asks for.
    pub(crate) async fn fragment(&mut self, path: &str) -> Page {
        let url = self.base.join(path).unwrap();
        let htmx = [("hx-request", "true")];
        self.hop(&Method::GET, &url, None, &htmx).await
    }

    /// Sends a form that stands on `page`, with its token; goes wherever the answer leads.
    pub(crate) async fn post(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = page.form_token();
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        let url = self.base.join(path).unwrap();
        let body = form(&all);
        self.go(Method::POST, url, Some(body)).await
    }

    /// A `POST` with these very fields and headers beside the cookies.
    pub(crate) async fn post_raw(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Page {
        let url = self.base.join(path).unwrap();
        self.hop(&Method::POST, &url, Some(form(fields)), headers)
            .await
    }

    /// Where the bank is.
    pub(crate) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The bank's cookies.
    pub(crate) fn cookies(&mut self) -> &mut BTreeMap<String, String> {
        let site = site(&self.base);
        self.cookies.entry(site).or_default()
    }

    async fn go(&mut self, method: Method, url: Url, body: Option<String>) -> Page {
        let origin = self.origin();
        let (mut method, mut url, mut body) = (method, url, body);
        for _ in 0..HOPS_MAX {
            let headers = [("origin", origin.as_str())];
            let headers = if method == Method::POST {
                &headers[..]
            } else {
                &[]
            };
            let page = self.hop(&method, &url, body.take(), headers).await;
            match page.leads_to() {
                None => return page,
                Some(next) => (method, url) = (Method::GET, next),
            }
        }
        panic!("no page after {HOPS_MAX} hops: {url}");
    }

    async fn hop(
        &mut self,
        method: &Method,
        url: &Url,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut request = self.http.request(method.clone(), url.clone());
        request = request.header(ACCEPT_LANGUAGE, &self.language);
        if let Some(cookies) = self.cookies.get(&site(url)) {
            let cookies: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body);
        }
        let response = request.send().await.unwrap();
        self.keep_cookies(url, &response);
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        Page {
            url: url.clone(),
            status,
            headers,
            text: String::from_utf8_lossy(&body).into_owned(),
            wire_bytes: body.len(),
        }
    }

    fn keep_cookies(&mut self, url: &Url, response: &Response) {
        let jar = self.cookies.entry(site(url)).or_default();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Page {
    /// The token that its forms carry.
    pub(crate) fn form_token(&self) -> String {
        self.value_of("form_token")
    }

    /// The value of its first field of this name.
    pub(crate) fn value_of(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .text
            .split_once(&marker)
            .unwrap_or_else(|| panic!("no {name} in {}: {}", self.url, self.text));
        rest.split('"').next().unwrap().to_owned()
    }

    /// Where its part with this id is asked for when something has changed.
    pub(crate) fn address_of(&self, part: &str) -> String {
        let marker = format!("id=\"{part}\"");
        let (_, rest) = self
            .text
            .split_once(&marker)
            .unwrap_or_else(|| panic!("no part {part} in {}: {}", self.url, self.text));
        let (_, rest) = rest.split_once("data-from=\"").unwrap();
        rest.split('"').next().unwrap().replace("&#38;", "&")
    }

    /// Whether the page says so, tags and their spaces aside.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// Fails the test unless the page says so.
    pub(crate) fn must_say(&self, text: &str) {
        assert!(
            self.says(text),
            "{text} is not in {}: {}",
            self.url,
            self.text
        );
    }

    /// Where it leads on by itself.
    pub(crate) fn leads_to(&self) -> Option<Url> {
        let header = |name| Some(self.headers.get(name)?.to_str().unwrap());
        if self.status.is_redirection() {
            return self.url.join(header(LOCATION.as_str())?).ok();
        }
        let (_, url) = header("refresh")?.split_once("url=")?;
        self.url.join(url).ok()
    }
}

/// Fields as a browser encodes them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(fields);
    text.finish()
}

fn site(url: &Url) -> String {
    url.origin().ascii_serialization()
}
