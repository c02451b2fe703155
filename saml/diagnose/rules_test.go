package diagnose

// rule is one thing that a response is held to. Its number is stable.
type rule struct {
	number string // "S4"
	text   string
	source string // the specification's section, or an advisory that taught it
}

// rules lists all of them, in the order in which they are applied. It is what
// README.md says; the code has the numbers alone.
var rules = []rule{
	{"T1", "A response is posted as a form of at most 1 MiB.", "bindings 3.5.4"},
	{"T2", "SAMLResponse is in the form exactly once.", "parameter pollution"},
	{"T3", "It is base64 in the standard alphabet; white space is ignored, a space is not read as +.",
		"bindings 3.5.4"},
	{"T4", "It is never inflated: compression belongs to the Redirect binding.", "CVE-2025-25293"},
	{
		"T5",
		"Where a Redirect is read, it is inflated up to a limit, and its signature is verified over the octets that " +
			"arrived.",
		"bindings 3.4.4.1",
	},
	{"T6", "RelayState is opaque, of at most 80 bytes, and used only if it is a key that we gave out.",
		"bindings 3.5.3"},
	{
		"T7", "The ACS path chooses the connection; the issuer has to be that connection's identity provider.",
		"CVE-2026-49283",
	},

	{
		"X1",
		"UTF-8, or declared ISO-8859-1, ISO-8859-15, Windows-1252 or US-ASCII, which is transcoded first; each byte " +
			"valid, only characters that XML 1.0 allows.",
		"XML 1.0 2.2, 4.3.3",
	},
	{"X2", "No document type declaration; the five entities of XML and character references only.", "OWASP"},
	{"X3", "One root element, well formed to the letter.", "CVE-2022-39299"},
	{"X4", "No comments, processing instructions or CDATA sections.", "VU#475445, CVE-2025-29775"},
	{"X5", "Namespaces in XML to the letter; no attribute twice.", "CVE-2020-29509"},
	{"X6", "No relative namespace names; a failed canonicalization is an error.", "C14N 1.0 1.3, CVE-2025-66475"},
	{"X7", "Line ends and attribute values are normalized before anything is read.", "XML 1.0 2.11, 3.3.3"},
	{
		"X8",
		"IDs are names, unique in the document, in the attribute ID; a digit in front is a warning, and refused " +
			"in strict.",
		"core 1.3.4",
	},
	{
		"X9",
		"Elements stand only where SAML has them; no assertion, response or signature anywhere else. In Advice they " +
			"are refused by a cause of their own, and with an opt-in never read.",
		"Somorovsky 2012",
	},
	{"X10", "Values that are text hold no elements.", "ruby-saml, node text attacks"},
	{
		"X11",
		"Limits on size, depth and number are checked while parsing; values that nobody maps may be as long as the " +
			"document.",
		"own",
	},

	{
		"S1", "The response or the assertion is signed, as the connection demands; a signature that is there has " +
			"to verify.",
		"core 5, CVE-2026-2092",
	},
	{
		"S2",
		"A signature is a child of what it signs, and the only one; elsewhere than directly behind Issuer is a " +
			"warning, and refused in strict.",
		"core schema",
	},
	{"S3", "A signature has one SignedInfo, one Reference, one value, and no Object.", "core 5.4.1, CVE-2025-29774"},
	{"S4", "Its reference is the ID of the element that it stands in.", "core 5.4.2"},
	{"S5", "Its transforms are enveloped-signature and exclusive canonicalization.", "core 5.4.4"},
	{
		"S6",
		"RSA (PKCS #1 or PSS without parameters) or ECDSA, with SHA-256, 384 or 512; SHA-1 only if the connection " +
			"allows it; nothing else.",
		"CVE-2016-1000252, CVE-2021-21239",
	},
	{
		"S7",
		"The key comes from the connection's certificates, never from the message, and fits the algorithm; an ECDSA " +
			"value is two halves of equal length, never ASN.1.",
		"CVE-2024-32962",
	},
	{"S8", "Every configured certificate is tried.", "own"},
	{
		"S9",
		"Trust follows the configured key; another certificate shown in the message is told apart: renewed, rotated, " +
			"or a stranger's; what is no certificate counts as none shown.",
		"own",
	},
	{"S10", "The certificate that verifies is within its life.", "own"},
	{
		"S11", "Without a usable certificate nothing is accepted; metadata keys without use are signing keys.",
		"CVE-2026-28323",
	},
	{"S12", "RSA keys have 1024 bits or more; under 2048 is a warning.", "own"},
	{"S13", "Nothing is fetched, and no XSLT or XPath is run.", "xmldsig best practices"},
	{"S14", "The digest is computed anew and compared whole.", "xmldsig 3.2.1"},
	{"S15", "What is believed is read from the verified bytes alone.", "core 5.3, CVE-2026-49284"},

	{"E1", "A signed response is verified before anything is decrypted.", "own"},
	{"E2", "What was decrypted is parsed anew, is one assertion, and has to be signed like any other.", "own"},
	{"E3", "Keys are transported by RSA-OAEP; RSA 1.5 only if the connection allows it.", "xmlenc 1.1 5.5"},
	{"E4", "Data is encrypted by AES-GCM or AES-CBC, with 128, 192 or 256 bits.", "xmlenc 1.1 5.2"},
	{"E5", "Sizes, tags and padding are checked.", "CVE-2026-32313"},
	{"E6", "One encrypted key, at most two are tried; nothing outside of the message is used.", "own"},
	{"E7", "To the outside, every failure of decryption looks the same.", "Bleichenbacher 1998"},
	{
		"E8",
		"An EncryptedID is decrypted within the verified bytes and holds one NameID; an EncryptedAttribute counts as " +
			"absent, with a warning.",
		"core 2.2.4",
	},

	{"P1", "The root is a SAML 2.0 Response with an ID.", "core 3.2.2"},
	{"P2", "The status is Success.", "core 3.2.2.2"},
	{
		"P3", "Destination, if there and not empty, is our ACS URL letter by letter; a signed response has one.",
		"bindings 3.5.5.2",
	},
	{
		"P4",
		"White space around values is no part of them; the issuer is the identity provider's entity ID letter " +
			"by letter.",
		"profiles 4.1.4.2",
	},
	{"P5", "There is exactly one assertion.", "CVE-2022-41912"},
	{"P6", "The subject has one NameID, not blank.", "core 2.2.3"},
	{
		"P7",
		"A bearer confirmation fits wholly: recipient, time and request; a NotBefore is honoured with a warning, and " +
			"refused in the strict policy.",
		"profiles 4.1.4.3",
	},
	{
		"P8",
		"A response to a request names it in its signed part; the request is ours, young and unanswered. An empty " +
			"InResponseTo names none.",
		"profiles 4.1.5, CVE-2026-49284",
	},
	{"P9", "A response to no request is accepted only if the connection allows it.", "profiles 4.1.5"},
	{"P10", "The conditions' time window includes now, give or take the skew.", "core 2.5.1"},
	{"P11", "Every audience restriction holds our entity ID letter by letter, and there is one.", "core 2.5.1.4"},
	{"P12", "Conditions that are not understood are refused.", "core 2.5.1"},
	{
		"P13",
		"The user was authenticated, not in the future, and anew if our request asked so (ForceAuthn); the session " +
			"has not ended. No authentication statement is a warning, refused in the strict policy.",
		"profiles 4.1.4.2",
	},
	{"P14", "Times are in UTC with a Z; +00:00 is a warning, refused in the strict policy.", "core 1.3.3"},
	{"P15", "A response is used once.", "profiles 4.1.4.5"},
	{
		"P16",
		"The attributes that the profile needs are there with a value. Those of one name are one; different values " +
			"of a single field are refused for id, email and what is required, and elsewhere the first counts. " +
			"NameID names the subject as a source.",
		"own",
	},
	{"P17", "The email is an address that reads the same to everyone, in a domain of the organization.", "own"},
	{"O1", "An answer belongs to one open sign-in of the same browser, by its state, and comes in time.",
		"RFC 6749 10.12"},
	{"O2", "The provider reports no error.", "RFC 6749 4.1.2.1"},
	{
		"O3", "The redirect has one code, and where it names its issuer, that of the provider that was asked.",
		"RFC 9207, parameter pollution",
	},
	{
		"O4", "The discovery document can be fetched, is one, and names the connection's issuer letter by letter.",
		"discovery 4.3",
	},
	{"O5", "The code is exchanged for tokens, with PKCE, where the discovery document says.", "RFC 7636"},
	{"O6", "There is an ID token, of three parts that can be read.", "OIDC core 3.1.3.3"},
	{"O7", "It is signed by an algorithm that needs the provider's private key; never none, never HS256.",
		"RFC 8725 3.1"},
	{
		"O8", "Its key is among those that the provider publishes; for an unknown one they are read again, at a " +
			"bounded rate.",
		"OIDC core 10.1.1",
	},
	{"O9", "Its signature verifies.", "OIDC core 3.1.3.7"},
	{"O10", "Its issuer is the connection's letter by letter.", "OIDC core 3.1.3.7"},
	{"O11", "Our client ID is its audience, and the authorized party if there is one, or are several audiences.",
		"OIDC core 3.1.3.7"},
	{"O12", "It holds the nonce of this sign-in.", "OIDC core 3.1.3.7"},
	{"O13", "It has not expired, give or take the skew.", "OIDC core 3.1.3.7"},
	{"O14", "It is not from the future, give or take the skew.", "own"},
	{
		"O15", "The user information, read where the ID token lacks claims, is of the same subject.",
		"OIDC core 5.3.2",
	},
	{"O16", "There is a sub, and a claim for each field that the profile needs.", "OIDC core 2"},
	{"O17", "The provider does not say that the email address is unverified.", "OIDC core 5.1"},
	{"O18", "The email is an address in a domain of the organization, as P17 has it.", "own"},
	{"P18", "What a sender wrote is escaped before it is shown.", "own"},
}
