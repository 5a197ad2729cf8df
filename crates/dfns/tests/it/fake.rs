//! A server that speaks just enough HTTP/1.1 to answer as told, or to misbehave below HTTP.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dfns::{Client, Config, Limits, SecretString, SigningKey};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Custody protocol notes, section 2, step 1.
pub(crate) const CHALLENGE: &str = r#"{"challenge":"MWM0MmY5YTQ0MDRiNzdhNTFhNzY5ODQw","challengeIdentifier":"eyJ0eXAiOiJKV1QifQ.eyJqdGkiOiJjaC0xIn0.c2ln",
 "supportedCredentialKinds":[{"kind":"Key","factor":"first","requiresSecondFactor":false}],
 "allowCredentials":{"key":[{"type":"public-key","id":"cred-1"}],"webauthn":[],"passwordProtectedKey":[]},
 "userVerification":"required","attestation":"none","externalAuthenticationUrl":"","rp":{"id":"app.dfns.io","name":"Dfns"}}"#;

pub(crate) const INIT: &str = "POST /auth/action/init";
pub(crate) const COMPLETE: &str = "POST /auth/action";
pub(crate) const TOKEN: &str = "tkn-5ecr3t";
pub(crate) const ACTION: &str = "act-5ecr3t";
/// Time limit of an impatient client; long enough for the steps that do answer on a busy machine.
pub(crate) const IMPATIENCE: Duration = Duration::from_secs(2);
pub(crate) const KEY: &str = include_str!("keys/ed25519.pkcs8.pem");

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    Answer {
        status: u16,
        headers: &'static str,
        body: Vec<u8>,
    },
    /// A success that takes its time.
    Late(Duration, &'static str),
    /// Takes the request and never answers.
    Silence,
    /// Closes the connection before the body is read.
    CutAtHead,
    /// Closes the connection after the whole request was read.
    CutAfterRead,
    /// Closes the connection in the middle of the answer.
    CutInAnswer,
    /// Answers, and from before that moment on nobody listens any more.
    AnswerAndStop(&'static str),
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::with_headers(status, "", body)
    }

    pub(crate) fn with_headers(status: u16, headers: &'static str, body: &str) -> Self {
        Self::Answer {
            status,
            headers,
            body: body.as_bytes().to_vec(),
        }
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn route(&self) -> String {
        let path = self.target.split('?').next().unwrap();
        format!("{} {path}", self.method)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

#[derive(Default)]
struct State {
    replies: HashMap<String, VecDeque<Reply>>,
    received: Vec<Received>,
    connections: usize,
    accepting: Option<JoinHandle<()>>,
}

/// The server; it goes with its runtime at the end of the test.
pub(crate) struct Fake {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Fake {
    /// Starts a server that signs every action and knows nothing else yet.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let fake = Self {
            url,
            state: Arc::clone(&state),
        };
        fake.on(INIT, [Reply::json(200, CHALLENGE)]);
        fake.on(
            COMPLETE,
            [Reply::json(200, &format!(r#"{{"userAction":"{ACTION}"}}"#))],
        );
        let accepting = tokio::spawn(accept(listener, state));
        fake.state.lock().unwrap().accepting = Some(accepting);
        fake
    }

    /// Sets the answers of a route, in order; the last one stays.
    pub(crate) fn on(&self, route: &str, replies: impl IntoIterator<Item = Reply>) {
        let replies = replies.into_iter().collect();
        self.state
            .lock()
            .unwrap()
            .replies
            .insert(route.to_owned(), replies);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// Routes in the order of their requests.
    pub(crate) fn routes(&self) -> Vec<String> {
        self.received().iter().map(Received::route).collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    pub(crate) fn client(&self) -> Client {
        self.client_with(KEY, Limits::default())
    }

    /// A client for servers that fall silent.
    pub(crate) fn impatient(&self) -> Client {
        self.client_with(
            KEY,
            Limits {
                call_timeout: IMPATIENCE,
                ..Limits::default()
            },
        )
    }

    pub(crate) fn client_with(&self, pem: &str, limits: Limits) -> Client {
        let key = SigningKey::from_pem(pem).unwrap();
        let config = Config::new(&self.url, SecretString::from(TOKEN), "cred-1", key).unwrap();
        Client::new(config.with_limits(limits)).unwrap()
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        state.lock().unwrap().connections += 1;
        tokio::spawn(serve(stream, Arc::clone(&state)));
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    while let Some((mut received, length)) = read_head(&mut stream).await {
        let reply = next_reply(&state, &received.route());
        if matches!(reply, Reply::CutAtHead) {
            state.lock().unwrap().received.push(received);
            return;
        }
        let missing = length.saturating_sub(received.body.len());
        let mut rest = vec![0; missing];
        if stream.read_exact(&mut rest).await.is_err() {
            return;
        }
        received.body.extend(rest);
        state.lock().unwrap().received.push(received);
        if !answer(&mut stream, &state, reply).await {
            return;
        }
    }
}

fn next_reply(state: &Mutex<State>, route: &str) -> Reply {
    let mut state = state.lock().unwrap();
    match state.replies.get_mut(route) {
        Some(replies) if replies.len() > 1 => replies.pop_front().unwrap(),
        Some(replies) => replies.front().unwrap().clone(),
        None => panic!("no answer was set for {route}"),
    }
}

/// Whether the connection may take another request.
async fn answer(stream: &mut TcpStream, state: &Mutex<State>, reply: Reply) -> bool {
    match reply {
        Reply::Answer {
            status,
            headers,
            body,
        } => {
            write(stream, status, headers, &body).await;
            true
        }
        Reply::Late(delay, body) => {
            tokio::time::sleep(delay).await;
            write(stream, 200, "", body.as_bytes()).await;
            true
        }
        Reply::AnswerAndStop(body) => {
            let accepting = state.lock().unwrap().accepting.take().unwrap();
            accepting.abort();
            let _ = accepting.await;
            write(stream, 200, "connection: close\r\n", body.as_bytes()).await;
            false
        }
        Reply::CutInAnswer => {
            let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
            let _ = stream.write_all(half).await;
            false
        }
        Reply::Silence => std::future::pending().await,
        Reply::CutAtHead | Reply::CutAfterRead => false,
    }
}

async fn write(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status} Any\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    // The client hangs up early on an answer that is too long.
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
}

/// Reads up to the empty line; what came behind it is the beginning of the body.
async fn read_head(stream: &mut TcpStream) -> Option<(Received, usize)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap().split(' ');
    let headers: HashMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let received = Received {
        method: first.next().unwrap().to_owned(),
        target: first.next().unwrap().to_owned(),
        headers,
        body: bytes[end + 4..].to_vec(),
    };
    Some((received, length))
}
