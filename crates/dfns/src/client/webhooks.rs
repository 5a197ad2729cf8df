//! Webhooks: where the service posts what happened.

use reqwest::Method;

use super::{Client, PageQuery, json, path_id};
use crate::error::{Error, Step};
use crate::wire::{CreateWebhook, CreatedWebhook, DeletedWebhook, Page, Webhook};

impl Client {
    /// Registers a webhook. The answer alone shows the secret that signs its deliveries. Calling
    /// again registers a second one: after [`Kind::Unknown`](crate::Kind::Unknown) look through
    /// [`Client::webhooks`] first.
    ///
    /// # Errors
    /// The failed step; never repeated by the client itself.
    pub async fn create_webhook(&self, new: &CreateWebhook) -> Result<CreatedWebhook, Error> {
        let body = json(Step::ActionInit, new)?;
        self.post_signed("/webhooks", &body).await
    }

    /// A page of the organisation's webhooks, without their secrets.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn webhooks(&self, page: &PageQuery) -> Result<Page<Webhook>, Error> {
        let mut url = self.url("/webhooks");
        page.add_to(&mut url);
        self.get(url).await
    }

    /// Forgets a webhook; what was to be delivered to it is not.
    ///
    /// # Errors
    /// The failed step; never repeated by the client itself.
    pub async fn delete_webhook(&self, webhook_id: &str) -> Result<DeletedWebhook, Error> {
        let path = format!("/webhooks/{}", path_id(Step::ActionInit, webhook_id)?);
        self.call_signed(Method::DELETE, &path, None).await
    }
}
