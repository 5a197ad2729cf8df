//! A certificate authority of a test's own, and TLS in front of a server that has none.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::program::ANY_PORT;

/// Whoever trusts its certificate trusts the proxies.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(params, key).unwrap();
        let pem = issuer.pem();
        Self { issuer, pem }
    }

    pub(super) fn certificate_pem(&self) -> &str {
        &self.pem
    }

    /// TLS as `localhost`, with a certificate of this authority.
    fn acceptor(&self) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// An address whose connections are led, decrypted, to a server.
#[derive(Debug)]
pub(super) struct Proxy {
    listener: TcpListener,
}

impl Proxy {
    pub(super) async fn bind() -> Self {
        let listener = TcpListener::bind(ANY_PORT).await.unwrap();
        Self { listener }
    }

    pub(super) fn url(&self) -> String {
        let port = self.listener.local_addr().unwrap().port();
        format!("https://localhost:{port}")
    }

    pub(super) fn run(self, authority: &Authority, server: SocketAddr) {
        let acceptor = authority.acceptor();
        tokio::spawn(async move {
            while let Ok((connection, _)) = self.listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // Who does not trust the certificate ends the handshake: nothing to lead on.
                    let Ok(mut outside) = acceptor.accept(connection).await else {
                        return;
                    };
                    let mut inside = TcpStream::connect(server).await.unwrap();
                    // How a connection ends is for its two sides to judge.
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
    }
}
