package diagnose

// entraErrors are the codes of Entra ID that concern the set-up of an
// application, found in a StatusMessage.
var entraErrors = map[string]statusMeaning{
	"AADSTS50105": {
		means:    "the user is not assigned to the application",
		engineer: `The IT admin has to assign the user or one of their groups.`,
		admin:    `Please assign the user, or a group they are in, on {access}.`,
	},
	"AADSTS700016": {
		means:    "no application has our entity ID",
		engineer: `The Identifier there differs from our entity ID, or the application is in another tenant.`,
		admin:    `Please set {audience} to exactly "{entityID}", in the tenant of these users.`,
		fix:      OfferCopyEntityID,
	},
	"AADSTS70001": {
		means:    "no application has our entity ID",
		engineer: `The Identifier there differs from our entity ID, or the application is in another tenant.`,
		admin:    `Please set {audience} to exactly "{entityID}", in the tenant of these users.`,
		fix:      OfferCopyEntityID,
	},
	"AADSTS50011": {
		means: "our ACS URL is not set up as a reply URL", engineer: `The Reply URL there differs from our ACS URL.`,
		admin: `Please set {acs} to exactly "{acsURL}".`, fix: OfferCopyACSURL,
	},
	"AADSTS50020": {
		means:    "the user's account belongs to another tenant",
		engineer: `The user has to be invited as a guest, or sign in with another account.`,
		admin:    `Please invite the user as a guest, or have them sign in with their account in your tenant.`,
		fixer:    FixUser,
		fix:      OfferSignInAgain,
	},
	"AADSTS50034": {
		means: "the user's account does not exist", engineer: `The user signed in with an unknown account.`,
		admin: `Please check that the user's account exists in your tenant.`,
	},
	"AADSTS50053": {
		means: "the user's account is locked", engineer: `Too many wrong passwords, or a blocked address.`,
		admin: `Please unlock the user's account, or look at the address that they signed in from.`,
	},
	"AADSTS50057": {
		means: "the user's account is disabled", engineer: `The IT admin has disabled it.`,
		admin: `Please enable the user's account if they should have access.`,
	},
	"AADSTS50076": {
		means: "a second factor is required", engineer: `The user did not complete multi-factor authentication.`,
		admin:  `Please have the user complete multi-factor authentication, or look at the policy that asks for it.`,
		portal: `Complete multi-factor authentication and test again, or look at the policy that asks for it.`,
		fixer:  FixUser, fix: OfferSignInAgain,
	},
	"AADSTS50079": {
		means:    "the user has to set up a second factor",
		engineer: `The user has not registered for multi-factor authentication.`,
		admin:    `Please have the user register for multi-factor authentication.`,
		portal:   `Register for multi-factor authentication with the account that you test with, then test again.`,
		fixer:    FixUser, fix: OfferSignInAgain,
	},
	"AADSTS50126": {
		means: "the user name or password is wrong", engineer: `The user mistyped.`,
		admin:  `Please have the user try again, or reset the password.`,
		portal: `Test again with the right password, or reset it.`, fixer: FixUser, fix: OfferSignInAgain,
	},
	"AADSTS53003": {
		means: "a Conditional Access policy blocks the sign-in", engineer: `The policy is the customer's own.`,
		admin: `Please look at the Conditional Access tab of this sign-in in the sign-in logs.`,
	},
	"AADSTS65001": {
		means: "consent to the application is missing", engineer: `The IT admin has to consent.`,
		admin: `Please grant admin consent to the application.`,
	},
	"AADSTS75005": {
		means: "it finds our request wrong", engineer: `It does not support something in the request.`,
		admin: `Please check that single sign-on of the application is set to SAML.`, fixer: FixEither,
		fits: fitUnsupported,
	},
	"AADSTS75011": {means: "the user signed in by another method than the one asked for", fits: fitAuthnContext},
	"AADSTS76021": {
		means: "it wants our requests signed", engineer: `The application there demands signed requests.`,
		admin: `Please load our certificate under "Verification certificates", or switch "Require verification ` +
			`certificates" off.`,
		fixer: FixEither, fix: OfferCopySPMetadata, fits: fitSigned,
	},
}
