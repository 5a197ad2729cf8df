/**
 * Post Login Action: puts what the bank needs to know of a person into access tokens.
 *
 * NAMESPACE is the bank's AUTH_CLAIMS_NAMESPACE. Auth0 leaves out claims under its own domains,
 * the tenant's among them.
 */
const NAMESPACE = 'https://bank-custody.example.com/'

exports.onExecutePostLogin = async (event, api) => {
  const { user, authorization } = event
  const claims = {
    roles: authorization?.roles ?? [],
    email: user.email,
    name: user.name,
    // Silence would count as verified.
    email_verified: user.email_verified === true,
  }
  for (const [name, value] of Object.entries(claims)) {
    if (value !== undefined) api.accessToken.setCustomClaim(`${NAMESPACE}${name}`, value)
  }
}
