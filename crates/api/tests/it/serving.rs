//! The server loop over real connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::support::TestApi;

async fn talk(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_serves_refuses_huge_heads_and_ends_with_what_runs() {
    let api = TestApi::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move {
        let _ = stopped.await;
    };
    let grace = Duration::from_secs(30);
    let server = tokio::spawn(api::serve(listener, api.router.clone(), stopped, grace));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let answer = talk(
        &mut stream,
        "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");

    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET /livez HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n",
        "x".repeat(40_000)
    );
    let answer = talk(&mut stream, &head).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");

    // An open stream of events ends with the server, not after the grace.
    let mut stream = TcpStream::connect(address).await.unwrap();
    let token = api.token("alice");
    let request =
        format!("GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut byte = [0];
    stream.read_exact(&mut byte).await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_body_that_is_declared_too_large_is_not_even_asked_for() {
    let api = TestApi::start().await;
    let (address, _server) = served(&api).await;
    let token = api.token("alice");
    let head = format!(
        "POST /api/wallets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\nconnection: close\r\n"
    );
    for rest in [
        "content-length: 65537\r\n\r\n",
        "content-length: 2147483648\r\nexpect: 100-continue\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Not a byte of the body is sent: an answer means that none was waited for.
        let answer = talk(&mut stream, &format!("{head}{rest}")).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        assert!(answer.contains("body_too_large"), "{answer}");
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    let rest = "content-length: 2\r\nexpect: 100-continue\r\n\r\n{}";
    let answer = talk(&mut stream, &format!("{head}{rest}")).await;
    assert!(answer.starts_with("HTTP/1.1 100"), "{answer}");
    assert!(answer.contains("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn the_host_is_named_once() {
    let api = TestApi::start().await;
    let (address, _server) = served(&api).await;
    for (head, expected) in [
        ("GET /livez HTTP/1.1\r\n", "HTTP/1.1 400"),
        (
            "GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n",
            "HTTP/1.1 400",
        ),
        ("GET /livez HTTP/1.1\r\nhost: a\r\n", "HTTP/1.1 200"),
        ("GET /livez HTTP/1.0\r\n", "HTTP/1.0 200"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let answer = talk(&mut stream, &format!("{head}connection: close\r\n\r\n")).await;
        assert!(answer.starts_with(expected), "{head} {answer}");
        // Not anywhere in the text: the id of a request may hold these digits too.
        let refused = expected.ends_with("400");
        assert_eq!(answer.contains("host_missing"), refused, "{head} {answer}");
    }
}

/// Serves the router until the task is dropped with the test.
async fn served(api: &TestApi) -> (std::net::SocketAddr, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let never = std::future::pending();
    let serving = api::serve(listener, api.router.clone(), never, Duration::ZERO);
    (address, tokio::spawn(serving))
}
