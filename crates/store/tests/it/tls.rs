//! TLS to the server, whose authority nobody knows but by its file.

use std::io::Write as _;

use pglab::{Programs, Server, Setup};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use sqlx::Connection as _;
use store::{Error, Store, StoreOptions};

/// An authority, and what it certifies.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// Certificate and key of a server that goes by this name.
    fn certify(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

async fn opened(url: &str) -> Result<(), Error> {
    let store = Store::open(url, StoreOptions::default()).await?;
    store.ping().await?;
    store.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_believed_by_its_authority_and_its_name() {
    let Some(programs) = Programs::find() else {
        let skip = "SKIP: PostgreSQL is not installed, TLS to it was not tested\n";
        std::io::stderr().write_all(skip.as_bytes()).unwrap();
        return;
    };
    let (ours, other) = (Authority::new(), Authority::new());
    let (certificate, key) = ours.certify("127.0.0.1");
    let server = Server::start(&programs, &Setup::default().tls(&certificate, &key)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, authority: &Authority| {
        let path = folder.path().join(name);
        std::fs::write(&path, authority.pem()).unwrap();
        path.display().to_string()
    };
    let (ours, other) = (file("ours.pem", &ours), file("other.pem", &other));
    let url =
        |mode: &str, root: &str| format!("{}?sslmode={mode}&sslrootcert={root}", server.url());

    let verified = url("verify-full", &ours);
    opened(&verified).await.unwrap();
    let mut connection = sqlx::PgConnection::connect(&verified).await.unwrap();
    let is_encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let is_encrypted = sqlx::query_scalar::<_, bool>(is_encrypted);
    assert!(is_encrypted.fetch_one(&mut connection).await.unwrap());
    connection.close().await.unwrap();

    let stranger = opened(&url("verify-full", &other)).await;
    assert!(
        matches!(stranger, Err(Error::Unavailable(_))),
        "{stranger:?}"
    );
    let misnamed = verified.replace("127.0.0.1", "localhost");
    let misnamed = opened(&misnamed).await;
    assert!(
        matches!(misnamed, Err(Error::Unavailable(_))),
        "{misnamed:?}"
    );
    let nameless = verified.replace("127.0.0.1", "localhost");
    opened(&nameless.replace("verify-full", "verify-ca"))
        .await
        .unwrap();
    server.end().unwrap();
}
