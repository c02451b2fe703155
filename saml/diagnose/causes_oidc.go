package diagnose

import "gatehouse/saml"

// oidcCauses are those of OpenID Connect, up to the ID token.
var oidcCauses = []CauseInfo{
	{
		Cause: saml.OIDCRequest, Rules: []string{"O1"}, Fixer: FixUser, Fix: OfferSignInAgain,
		Engineer: `The answer came[ {past}] after the sign-in began[; {most} are allowed]: the page of {idp} stood ` +
			`open that long. There is nothing to change here.`,
		Admin: `The sign-in took too long[ ({past})] between its beginning and the answer of {idp}. Please start ` +
			`again from the application.`,
		Portal: `The sign-in took too long[ ({past})]. Test again from here.`,
	},
	{
		Cause: saml.OIDCDenied, Rules: []string{"O2"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `{Idp} did not let the user in: it answered {quoted}[ and says: {said}]. Nothing is wrong on our ` +
			`side: the user gave up, has no access to the application, or a rule of the provider stopped them.`,
		Admin: `{Idp} did not let the user in ({received})[: {said}]. Please check that the user has access to our ` +
			`application ({access}), and what the sign-in log of {idp} says.`,
	},
	{
		Cause: saml.OIDCRequestRefused, Rules: []string{"O2", "O5"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `{Idp} refused our request: {quoted}[, and says: {said}]. The settings of the two sides do not ` +
			`fit: compare the scopes of this connection, and what the application at the provider may ask for.`,
		Admin: `{Idp} refused our request ({received})[: {said}]. Please check that our application there is an ` +
			`OpenID Connect web application with the authorization code flow, that it is active, and that the ` +
			`scopes openid, email and profile are granted to it.`,
	},
	{
		Cause: saml.OIDCProviderError, Rules: []string{"O2", "O5"}, Fixer: FixIdP, Fix: OfferSignInAgain,
		Engineer: `{Idp} reports an error of its own: {quoted}[, and says: {said}]. Have the user try again; if it ` +
			`goes on, the IT admin has to look at the provider. There is nothing to change here.`,
		Admin: `{Idp} failed while it signed the user in ({received})[: {said}]. Please try again; if it goes on, ` +
			`look at its logs or its status page.`,
	},
	{
		Cause: saml.OIDCNoCode, Rules: []string{"O3"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `{Idp} sent the browser back without a usable code and without an error[ ({said})]. It may be set ` +
			`to another flow than that of the authorization code, or something on the way changed the address.`,
		Admin: `{Idp} sent the user back without an authorization code. Please set our application there to the ` +
			`authorization code flow (response type code), and check that no proxy changes the address.`,
	},
	{
		Cause: saml.OIDCDiscovery, Rules: []string{"O4"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `The discovery document of {idp} could not be fetched[: {said}]. Sign-ins through this connection ` +
			`cannot begin or end until it can. Check the issuer of this connection, then the network of this server.`,
		Admin: `We could not fetch the discovery document of {idp}[: {said}]. Please check that the issuer URL is ` +
			`right ({idpEntityID}) and can be reached from the internet.`,
		Portal: `The discovery document of {idp} could not be fetched[: {said}]. Check that the issuer URL is right ` +
			`and can be reached from the internet.`,
	},
	{
		Cause: saml.OIDCNotProvider, Rules: []string{"O4"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `What is at the discovery URL of this connection is no discovery document of OpenID Connect[: ` +
			`{said}]. Mostly the issuer is that of another system, or lacks a part of its path: compare it with the ` +
			`provider's.`,
		Admin: `At the issuer URL that we have for {idp} ({idpEntityID}) there is no OpenID provider[: {said}]. ` +
			`Please compare it: the issuer followed by /.well-known/openid-configuration opens a JSON document in a ` +
			`browser.`,
	},
	{
		Cause: saml.OIDCDiscoveryIssuer, Rules: []string{"O4"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `The discovery document of {idp} names the issuer {quoted}, and this connection has ` +
			`"{expected}"[: it {difference}]. Set the issuer of this connection to what the document says, if that ` +
			`is the customer's provider.`,
		Admin: `{Idp} calls itself {quoted}, and we have "{expected}"[: it {difference}]. Please check which issuer ` +
			`is right: it counts to the letter, a slash at the end too.`,
	},
	{
		Cause: saml.OIDCTokenEndpoint, Rules: []string{"O5"}, Fixer: FixIdP, Fix: OfferSignInAgain,
		Engineer: `The token endpoint of {idp} gave no usable answer[: {said}][ ({received})]. Have the user try ` +
			`again; if it goes on, check that this server reaches it, then ask the IT admin.`,
		Admin: `The token endpoint of {idp} gave no usable answer[: {said}][ ({received})]. Please check that it ` +
			`works and can be reached from the internet; a firewall or a proxy before it may answer instead.`,
	},
	{
		Cause: saml.OIDCClientRefused, Rules: []string{"O5"}, Fixer: FixEither, Fix: OfferSendToAdmin,
		Engineer: `{Idp} does not accept our client ID and secret ({received})[: {said}]. Ask the IT admin for the ` +
			`current client secret, and enter it in this connection (gatehouse connection update ` +
			`--client-secret-file). The client ID is {entityID}.`,
		Admin: `{Idp} does not accept the client secret that we have for the client ID {entityID}[: {said}]. Please ` +
			`create a new client secret in our application there and send it to us over a safe way; and check that ` +
			`the client ID is that of the application.`,
		Portal: `{Idp} does not accept the client secret for the client ID {entityID}. Create a new one in the ` +
			`application, and enter it here.`,
	},
	{
		Cause: saml.OIDCRedirectURI, Rules: []string{"O5"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `{Idp} does not know our redirect URI[: {said}]. It has to have {acsURL} to the letter. There is ` +
			`nothing to change here.`,
		Admin: `{Idp} does not know our redirect URI. Please add {acsURL} to the redirect URIs of our application, ` +
			`to the letter.`,
	},
	{
		Cause: saml.OIDCCodeRefused, Rules: []string{"O5"}, Fixer: FixUser, Fix: OfferSignInAgain,
		Engineer: `{Idp} did not take its own code back ({received})[: {said}]. Mostly it had expired or was used: ` +
			`have the user sign in again. If each sign-in fails like this, compare the redirect URI at the provider ` +
			`with {acsURL}, and check that the code was given to this client ID.`,
		Admin: `{Idp} did not take its own authorization code back ({received})[: {said}]. Please sign in again. If ` +
			`each sign-in fails like this, check that the redirect URI of our application is {acsURL}, to the ` +
			`letter.`,
	},
	{
		Cause: saml.OIDCNoIDToken, Rules: []string{"O6"}, Fixer: FixIdP, Fix: OfferSendToAdmin,
		Engineer: `The token endpoint of {idp} gave tokens, but no ID token: the provider speaks OAuth 2.0 there ` +
			`and not OpenID Connect, or the scope openid is not granted to us. Check the scopes of this connection ` +
			`first.`,
		Admin: `{Idp} gave us no ID token. Please make sure that our application there is one of OpenID Connect, ` +
			`and that the scope openid is granted to it.`,
	},
}
