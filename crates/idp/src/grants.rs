//! What is pending and granted: sign-ins under way, codes, refresh tokens, opaque access tokens.
//! All of it lives in memory and ends with the process.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::pkce::Challenge;
use crate::scope::Scope;

/// Wrong passwords after which a sign-in has to be started anew.
const ATTEMPTS_MAX: u8 = 10;

/// What an authorization request asked for, once it was found in order.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) scope: Scope,
    /// The API that the access token is for; without one the token is opaque.
    pub(crate) audience: Option<String>,
    pub(crate) challenge: Challenge,
}

/// A sign-in form that was shown and not yet accepted.
#[derive(Debug)]
struct SignIn {
    request: Request,
    /// Value of the cookie of the browser that was shown the form.
    browser: String,
    attempts: u8,
}

/// What a person let a client do.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) subject: String,
    pub(crate) scope: Scope,
    pub(crate) audience: Option<String>,
    pub(crate) nonce: Option<String>,
    /// When the person signed in, Unix seconds.
    pub(crate) auth_time: i64,
    /// Ties together everything that came out of one sign-in.
    pub(crate) session: String,
}

#[derive(Debug)]
struct Code {
    grant: Grant,
    redirect_uri: String,
    challenge: Challenge,
    used: bool,
}

#[derive(Debug)]
struct Refresh {
    grant: Grant,
    /// When it was first exchanged, Unix seconds.
    rotated_at: Option<i64>,
}

/// A map whose entries end at a time, Unix seconds.
#[derive(Debug)]
struct Expiring<T>(HashMap<String, (i64, T)>);

impl<T> Expiring<T> {
    fn insert(&mut self, key: String, value: T, ends: i64, now: i64) {
        self.0.retain(|_, (ends, _)| *ends > now);
        self.0.insert(key, (ends, value));
    }

    fn get_mut(&mut self, key: &str, now: i64) -> Option<&mut T> {
        self.0
            .get_mut(key)
            .filter(|(ends, _)| *ends > now)
            .map(|(_, value)| value)
    }

    fn remove(&mut self, key: &str) -> Option<T> {
        self.0.remove(key).map(|(_, value)| value)
    }

    fn remove_where(&mut self, mut condition: impl FnMut(&T) -> bool) {
        self.0.retain(|_, (_, value)| !condition(value));
    }
}

// Not derived: that would ask for `T: Default`.
impl<T> Default for Expiring<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// Everything pending and granted. Each method is one step that nothing can interleave with,
/// because the provider holds it behind one lock.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    sign_ins: Expiring<SignIn>,
    codes: Expiring<Code>,
    refresh_tokens: Expiring<Refresh>,
    access_tokens: Expiring<Grant>,
}

impl Grants {
    /// Remembers a form shown to `browser`, until `ends`, and returns its id.
    pub(crate) fn open_sign_in(
        &mut self,
        request: Request,
        browser: &str,
        ends: i64,
        now: i64,
    ) -> String {
        let id = random_token();
        let sign_in = SignIn {
            request,
            browser: browser.to_owned(),
            attempts: 0,
        };
        self.sign_ins.insert(id.clone(), sign_in, ends, now);
        id
    }

    /// The request behind a form that was shown to this browser and is still open.
    pub(crate) fn sign_in(&mut self, id: &str, browser: &str, now: i64) -> Option<Request> {
        self.sign_ins
            .get_mut(id, now)
            .filter(|sign_in| sign_in.browser == browser)
            .map(|sign_in| sign_in.request.clone())
    }

    /// Counts a wrong password; after too many the form is closed.
    pub(crate) fn fail_sign_in(&mut self, id: &str, now: i64) {
        let Some(sign_in) = self.sign_ins.get_mut(id, now) else {
            return;
        };
        sign_in.attempts = sign_in.attempts.saturating_add(1);
        if sign_in.attempts >= ATTEMPTS_MAX {
            self.sign_ins.remove(id);
        }
    }

    /// Closes a form with success and returns the code for the client. `None` when another request
    /// has closed it in the meantime.
    pub(crate) fn finish_sign_in(
        &mut self,
        id: &str,
        subject: &str,
        ends: i64,
        now: i64,
    ) -> Option<(Request, String)> {
        let request = self.sign_ins.remove(id)?.request;
        let grant = Grant {
            client_id: request.client_id.clone(),
            subject: subject.to_owned(),
            scope: request.scope.clone(),
            audience: request.audience.clone(),
            nonce: request.nonce.clone(),
            auth_time: now,
            session: random_token(),
        };
        let code = Code {
            grant,
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge.clone(),
            used: false,
        };
        let token = random_token();
        self.codes.insert(token.clone(), code, ends, now);
        Some((request, token))
    }

    /// Takes a code in exchange for its grant. A code works once, whether or not the exchange
    /// succeeds; presenting it again ends the session that it opened (RFC 6749 section 4.1.2).
    pub(crate) fn redeem_code(
        &mut self,
        code: &str,
        client_id: &str,
        redirect_uri: &str,
        verifier: &str,
        now: i64,
    ) -> Option<Grant> {
        let entry = self.codes.get_mut(code, now)?;
        if entry.grant.client_id != client_id {
            return None;
        }
        let grant = entry.grant.clone();
        if entry.used {
            self.end_session(&grant.session);
            return None;
        }
        entry.used = true;
        let fits = entry.redirect_uri == redirect_uri && entry.challenge.accepts(verifier);
        fits.then_some(grant)
    }

    /// Issues a refresh token that works until `ends`.
    pub(crate) fn issue_refresh_token(&mut self, grant: Grant, ends: i64, now: i64) -> String {
        let token = random_token();
        self.refresh_tokens.insert(
            token.clone(),
            Refresh {
                grant,
                rotated_at: None,
            },
            ends,
            now,
        );
        token
    }

    /// Takes a refresh token in exchange for its grant. One that was exchanged longer than
    /// `overlap_s` seconds ago is in two hands: the session ends.
    pub(crate) fn redeem_refresh_token(
        &mut self,
        token: &str,
        client_id: &str,
        overlap_s: i64,
        now: i64,
    ) -> Option<Grant> {
        let entry = self.refresh_tokens.get_mut(token, now)?;
        if entry.grant.client_id != client_id {
            return None;
        }
        let grant = entry.grant.clone();
        match entry.rotated_at {
            None => entry.rotated_at = Some(now),
            Some(first) if now < first.saturating_add(overlap_s) => {}
            Some(_) => {
                self.end_session(&grant.session);
                return None;
            }
        }
        Some(grant)
    }

    /// Issues an access token that only this provider understands.
    pub(crate) fn issue_opaque_token(&mut self, grant: Grant, ends: i64, now: i64) -> String {
        let token = random_token();
        self.access_tokens.insert(token.clone(), grant, ends, now);
        token
    }

    /// The grant behind an opaque access token.
    pub(crate) fn opaque_token(&mut self, token: &str, now: i64) -> Option<Grant> {
        self.access_tokens
            .get_mut(token, now)
            .map(|grant| grant.clone())
    }

    /// Revokes every refresh token and opaque access token of a sign-in.
    pub(crate) fn end_session(&mut self, session: &str) {
        self.refresh_tokens
            .remove_where(|refresh| refresh.grant.session == session);
        self.access_tokens
            .remove_where(|grant| grant.session == session);
    }
}

/// 256 random bits as text.
pub(crate) fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
