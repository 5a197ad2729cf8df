//! Somebody at a browser: finds things by role and label as people and screen readers do.

use std::{
    fmt,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thirtyfour::{By, WebDriver, WebElement, error::WebDriverResult};
use url::Url;

/// How long a page may take on a loaded machine before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// What a thing on a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Button,
    Link,
    /// What opens a part of the page.
    Disclosure,
}

impl Role {
    fn element(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Link => "a",
            Self::Disclosure => "summary",
        }
    }
}

/// One person's browser.
pub(crate) struct Person {
    driver: WebDriver,
    site: String,
    name: String,
    javascript: bool,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("name", &self.name).finish()
    }
}

impl Person {
    pub(super) fn new(driver: WebDriver, site: &str, name: &str, javascript: bool) -> Self {
        Self {
            driver,
            site: site.to_owned(),
            name: name.to_owned(),
            javascript,
        }
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether pages may run scripts in this browser.
    pub(super) fn runs_scripts(&self) -> bool {
        self.javascript
    }

    /// Goes to a page of the site by its address.
    pub(crate) async fn goes_to(&self, path: &str) {
        let url = format!("{}{path}", self.site);
        self.driver.goto(url).await.unwrap();
    }

    /// Reads the pages in this language from now on; goes to the start page.
    pub(super) async fn speaks(&self, language: &str) {
        self.goes_to(&format!("/language/{language}")).await;
    }

    /// Signs in on the start page, as the demo offers it.
    pub(crate) async fn signs_in(&self) {
        self.goes_to("/").await;
        self.clicks(Role::Button, &self.name).await;
        self.arrives_at(&["/accounts", "/bank"]).await;
    }

    /// Waits until the address is one of these.
    pub(crate) async fn arrives_at(&self, paths: &[&str]) {
        let what = format!("{} to arrive at {}", self.name, paths.join(" or "));
        self.eventually(&what, async || {
            let url = self.url().await;
            (url.as_str().starts_with(&self.site) && paths.contains(&url.path())).then_some(())
        })
        .await;
    }

    pub(crate) async fn url(&self) -> Url {
        self.driver.current_url().await.unwrap()
    }

    /// Presses something once it can be pressed.
    pub(crate) async fn clicks(&self, role: Role, label: &str) {
        let what = format!("{}: {role:?} {label:?}", self.name);
        self.presses(&what, &labelled(role.element(), label)).await;
    }

    /// As [`clicks`](Self::clicks), of the one in the part of the page with this text.
    pub(crate) async fn clicks_in(&self, part: &str, role: Role, label: &str) {
        let what = format!("{}: {role:?} {label:?} in {part:?}", self.name);
        let row = format!("//*[self::li or self::tr or self::article][contains(., \"{part}\")]");
        let paths = labelled(role.element(), label).map(|path| format!("{row}{path}"));
        self.presses(&what, &paths).await;
    }

    /// Confirms in the dialog that is open.
    pub(crate) async fn confirms(&self, label: &str) {
        let what = format!("{}: button {label:?} in a dialog", self.name);
        let paths = labelled("button", label).map(|path| format!("//dialog{path}"));
        self.presses(&what, &paths).await;
    }

    /// Presses a button twice in a row, as impatient people do.
    pub(crate) async fn clicks_twice(&self, label: &str) {
        let what = format!("{}: button {label:?}", self.name);
        let paths = labelled("button", label);
        let button = self
            .eventually(&what, async || self.visible(&paths).await)
            .await;
        let twice = self.driver.action_chain().double_click_element(&button);
        twice.perform().await.unwrap();
    }

    async fn presses(&self, what: &str, paths: &[String]) {
        self.eventually(what, async || {
            let found = self.visible(paths).await?;
            // What moved away in between is looked for again.
            found.click().await.ok()
        })
        .await;
    }

    /// Types into the field with this label, instead of what stands there.
    pub(crate) async fn fills(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Picks the choice with this label.
    pub(crate) async fn picks(&self, label: &str) {
        let what = format!("{}: choice {label:?}", self.name);
        self.presses(&what, &labelled("label", label)).await;
    }

    /// Chooses from the list with this label.
    pub(crate) async fn chooses(&self, label: &str, option: &str) {
        let field = self.field(label).await;
        let options = field.find_all(By::Tag("option")).await.unwrap();
        for candidate in options {
            if candidate.text().await.unwrap().contains(option) {
                return candidate.click().await.unwrap();
            }
        }
        panic!("{}: no {option:?} in {label:?}", self.name);
    }

    /// The field with this label.
    pub(crate) async fn field(&self, label: &str) -> WebElement {
        let text = TEXT;
        let named = format!("//*[@id=//label[{text}=\"{label}\"]/@for]");
        let like = format!("//*[@id=//label[starts-with({text}, \"{label}\")]/@for]");
        let inside = format!(
            "//label[starts-with({text}, \"{label}\")]//*[self::input or self::select or self::textarea]"
        );
        let said = format!("//*[@aria-label=\"{label}\"]");
        let what = format!("{}: field {label:?}", self.name);
        let paths = [named, like, inside, said];
        self.eventually(&what, async || self.visible(&paths).await)
            .await
    }

    /// Waits until the page says this.
    pub(crate) async fn reads(&self, text: &str) {
        let what = format!("{} to read {text:?}", self.name);
        self.eventually(&what, async || {
            self.text().await.contains(text).then_some(())
        })
        .await;
    }

    /// Waits until the page says this: it follows by itself, or without JavaScript by a reload.
    pub(crate) async fn comes_to_read(&self, text: &str) {
        let what = format!("{} to come to read {text:?}", self.name);
        self.eventually(&what, async || {
            let reads = self.text().await.contains(text);
            if !reads && !self.javascript {
                self.driver.refresh().await.unwrap();
            }
            reads.then_some(())
        })
        .await;
    }

    /// Waits until the page no longer says this: it follows by itself.
    pub(crate) async fn comes_to_miss(&self, text: &str) {
        let what = format!("{} to come to miss {text:?}", self.name);
        self.eventually(&what, async || {
            (!self.text().await.contains(text)).then_some(())
        })
        .await;
    }

    /// Sends a form with these fields as they are, whatever the browser would say to them; works in
    /// every language. Where the page has no such form, another one goes there.
    pub(crate) async fn submits(&self, action: &str, fields: &Value) {
        let script = "const [action, fields] = arguments; \
            const form = document.querySelector(`form[method=post][action=\"${action}\"]`) \
                ?? document.querySelector('form[method=post]'); \
            form.action = action; \
            for (const [name, value] of Object.entries(fields)) { \
                const field = form.elements[name]; \
                if (field?.tagName || field?.[0].type === 'radio') field.value = value; \
                else form.append(Object.assign(document.createElement('input'), \
                    {type: 'hidden', name, value})); } \
            window.isLeft = true; \
            HTMLFormElement.prototype.submit.call(form)";
        self.script(script, vec![json!(action), fields.clone()])
            .await;
        self.eventually("the answer to a form", async || {
            let here = "return !window.isLeft && document.readyState === 'complete'";
            let answer = self.driver.execute(here, Vec::new()).await.ok()?;
            (*answer.json() == true).then_some(())
        })
        .await;
    }

    /// Whether the page says this now.
    pub(crate) async fn sees(&self, text: &str) -> bool {
        self.text().await.contains(text)
    }

    /// What is to be read on the page, each run of blanks as one.
    pub(crate) async fn text(&self) -> String {
        let Ok(body) = self.driver.find(By::Tag("body")).await else {
            return String::new();
        };
        let text = body.text().await.unwrap_or_default();
        text.replace('\u{ad}', "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Runs a script beside the page's own, whose policy does not concern it.
    pub(crate) async fn script(&self, script: &str, args: Vec<Value>) -> Value {
        let answer = self.driver.execute(script, args).await.unwrap();
        answer.json().clone()
    }

    /// What passing time does: the session is over, all else is still there.
    pub(crate) async fn stays_away_too_long(&self) {
        let cookies = self.driver.get_all_cookies().await.unwrap();
        let session = cookies.iter().filter(|it| it.name.contains("session"));
        let mut gone = 0;
        for cookie in session {
            self.driver
                .delete_cookie(cookie.name.as_str())
                .await
                .unwrap();
            gone += 1;
        }
        assert!(gone > 0, "{cookies:?}");
    }

    /// Signs in with the password, at the provider's own page.
    pub(crate) async fn signs_in_again(&self) {
        self.enters_the_password().await;
        self.arrives_at(&["/auth/resume"]).await;
    }

    /// Fills in the provider's own page.
    pub(super) async fn enters_the_password(&self) {
        let people = idp::demo_people();
        let email = format!("{}@example.com", self.name.to_lowercase());
        let known = people.iter().find(|it| it.email == email).unwrap();
        self.fills("Email", &known.email).await;
        self.fills("Password", &known.password).await;
        self.clicks(Role::Button, "Sign in").await;
    }

    /// The cookies of the site, as a request carries them.
    pub(crate) async fn cookies(&self) -> String {
        let cookies = self.driver.get_all_cookies().await.unwrap();
        let pairs = cookies.iter().map(|it| format!("{}={}", it.name, it.value));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Closes the browser.
    pub(crate) async fn leaves(self) {
        self.driver.quit().await.unwrap();
    }

    /// The first element that is there to be seen, of the first path that has one.
    async fn visible(&self, paths: &[String]) -> Option<WebElement> {
        for path in paths {
            let found: WebDriverResult<_> = self.driver.find_all(By::XPath(path.as_str())).await;
            for element in found.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return Some(element);
                }
            }
        }
        None
    }

    /// As testkit's; a failure keeps a picture and tells what the page said instead.
    pub(super) async fn eventually<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> Option<T>,
    ) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if start.elapsed() > PATIENCE {
                self.pictures(&format!("failed-{}", self.name)).await;
                let (url, text) = (self.url().await, self.text().await);
                panic!("still waiting for {what}\nat {url}:\n{text}");
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
}

/// What is read of an element: spaces that do not break are spaces, and where a word may break is
/// not read.
const TEXT: &str = "normalize-space(translate(., '\u{a0}\u{202f}\u{ad}', '  '))";

/// Ways to an element with this label, the closest match first.
fn labelled(element: &str, label: &str) -> [String; 4] {
    let text = TEXT;
    let element = format!("{element}[not(ancestor-or-self::*[@aria-hidden=\"true\"])]");
    [
        format!("//{element}[{text}=\"{label}\" or @aria-label=\"{label}\"]"),
        format!("//{element}[.//*[{text}=\"{label}\"]]"),
        format!("//{element}[starts-with({text}, \"{label}\")]"),
        format!("//{element}[contains({text}, \"{label}\")]"),
    ]
}
