package model

import (
	"context"
	"strings"

	"gatehouse/saml"
)

// RemedyPlace is where an IT admin can act in the Admin Portal on a test that
// failed.
type RemedyPlace string

// The places.
const (
	AtMetadata        RemedyPlace = "metadata"         // give the identity provider's values anew
	AtCertificate     RemedyPlace = "certificate"      // compare and take the certificate that the message shows
	AtDomain          RemedyPlace = "domain"           // prove the domain of the address
	AtMapping         RemedyPlace = "mapping"          // choose another received attribute
	AtGuideAddresses  RemedyPlace = "guide addresses"  // the guide's step in which our addresses are entered
	AtGuideAttributes RemedyPlace = "guide attributes" // … attributes are sent
	AtGuideSigning    RemedyPlace = "guide signing"    // … signing is set
	AtGuideAccess     RemedyPlace = "guide access"     // … people are given access
	AtOurValues       RemedyPlace = "our values"       // our metadata, with the encryption certificate
	AtDetails         RemedyPlace = "details"          // the message itself, for whoever runs the provider
	AtContact         RemedyPlace = "contact"          // only the vendor can act
	AtTest            RemedyPlace = "test"             // nothing to change: test again
)

// PortalRemedy tells an IT admin who is in the Admin Portal what to do about a
// test that failed.
type PortalRemedy struct {
	Place RemedyPlace
	Text  string
	Value string // what it is done with: the domain
}

// portalAdvice is the entry of a cause: where to act, and what to say. An empty
// text takes the explanation for the IT admin, which holds where everything is to
// be changed at the provider; it speaks for a mail ("send us …"), so whatever can
// be done in the portal itself is said here.
type portalAdvice struct {
	place RemedyPlace
	text  string
}

// foreignText is what to say of messages that no identity provider writes by
// itself.
const foreignText = "The answer holds something that {idp} does not write by itself. Look for a script, template, proxy or browser extension that builds or changes it on the way, and test again without it. If nothing of the kind is in use, give your contact the code below."

var portalAdvices = map[saml.Cause]portalAdvice{
	// Transport.
	saml.WrongBinding:       {AtGuideAddresses, ""},
	saml.BodyTooLarge:       {AtGuideAttributes, ""},
	saml.DuplicateParameter: {AtDetails, ""},
	saml.NoSAMLResponse:     {AtGuideAddresses, ""},
	saml.BadBase64:          {AtDetails, ""},
	saml.DeflateInPost:      {AtGuideAddresses, ""},
	saml.BadRelayState:      {AtGuideAddresses, ""},

	// XML.
	saml.BadEncoding:           {AtDetails, ""},
	saml.ForbiddenCharacter:    {AtGuideAttributes, ""},
	saml.DTD:                   {AtDetails, foreignText},
	saml.UndefinedEntity:       {AtGuideAttributes, ""},
	saml.NotWellFormed:         {AtDetails, ""},
	saml.Comment:               {AtDetails, foreignText},
	saml.ProcessingInstruction: {AtDetails, foreignText},
	saml.CDATA:                 {AtDetails, ""},
	saml.BadNamespace:          {AtDetails, ""},
	saml.DuplicateAttribute:    {AtDetails, ""},
	saml.RelativeNamespace:     {AtDetails, ""},
	saml.DuplicateID:           {AtDetails, foreignText},
	saml.BadID:                 {AtDetails, ""},
	saml.SignatureWrapping:     {AtDetails, "The answer is built like a known forgery, so nobody was signed in with it. If you or a colleague is running a security test, that is the reason. If not, give your contact the code below."},
	saml.UnknownElement:        {AtDetails, ""},
	saml.UnexpectedChild:       {AtGuideAttributes, "A value that has to be plain text holds XML. Look whether one of the attributes sends XML or JSON, and send plain text instead."},
	saml.Advice: {AtDetails, "The answer carries further assertions in an Advice element, which this connection does not allow. " +
		"Have {idp} leave them out, or give your contact the code below: they can allow it."},
	saml.LimitBytes:          {AtGuideAttributes, ""},
	saml.LimitDepth:          {AtDetails, foreignText},
	saml.LimitElements:       {AtDetails, foreignText},
	saml.LimitAttributes:     {AtDetails, foreignText},
	saml.LimitNamespaces:     {AtDetails, foreignText},
	saml.LimitName:           {AtDetails, foreignText},
	saml.LimitAttributeValue: {AtDetails, foreignText},
	saml.LimitText:           {AtGuideAttributes, ""},
	saml.LimitValues:         {AtGuideAttributes, ""},
	saml.LimitSignatures:     {AtDetails, foreignText},
	saml.LimitCertificates:   {AtDetails, foreignText},

	// Signature.
	saml.Unsigned:         {AtGuideSigning, ""},
	saml.SignatureInvalid: {AtMetadata, "The signature fits none of the certificates of {idp} that are saved here. Replace the metadata by what {idp} gives out now: its current certificate is in it."},
	saml.SignaturePosition: {AtDetails, "The signature of the answer is not where SAML requires it, directly behind the issuer. " +
		"Look for a product, script or proxy that signs, or signs again, on the way. If it can't be changed, give your contact the code below: they can allow it."},
	saml.SignatureShape:             {AtDetails, ""},
	saml.SignatureReference:         {AtDetails, ""},
	saml.BadTransform:               {AtGuideSigning, ""},
	saml.WeakAlgorithm:              {AtGuideSigning, ""},
	saml.UnknownAlgorithm:           {AtGuideSigning, ""},
	saml.CertificateMismatch:        {AtCertificate, "{Idp} signed with a certificate that is not saved here. Usually it was renewed. Compare the fingerprint with the one that {idp} shows for its active certificate; if they are the same, use it here."},
	saml.KeyInfoCertificateMismatch: {AtCertificate, "The signature is right, but the answer shows another certificate than the one saved here. Usually it was renewed for the same key. Compare the fingerprint with the one that {idp} shows; if they are the same, use it here."},
	saml.KeyInfoForm: {AtDetails, "The certificate that the answer shows can't be read. It is only shown and never trusted, so nothing depends on it. " +
		"Have {idp} show its signing certificate in plain base64, or leave it out."},
	saml.CertificateExpired:      {AtMetadata, "The certificate saved here has expired. Create a new one at {idp} if there is none yet, then replace the metadata here."},
	saml.CertificateNotYetValid:  {AtMetadata, "{Idp} signs already with a certificate that is not valid yet. Let it sign with the previous one until then, and replace the metadata here if that one is missing."},
	saml.NoCertificateConfigured: {AtMetadata, "No certificate of {idp} that can be used is saved here, so no signature can be checked. Replace the metadata by what {idp} gives out."},
	saml.WeakKey:                 {AtMetadata, "The key of the signing certificate is too weak. Create a new one at {idp}, with an RSA key of 2048 bits or more, then replace the metadata here."},
	saml.DigestMismatch:          {AtDetails, ""},

	// Encryption.
	saml.WrongKey:                   {AtOurValues, "{Idp} encrypts for a certificate that is not the one of this connection. Load the metadata below into {idp} again, or switch the encryption of assertions off there."},
	saml.CiphertextSize:             {AtOurValues, damagedText},
	saml.AuthenticationTag:          {AtOurValues, damagedText},
	saml.BadPadding:                 {AtOurValues, damagedText},
	saml.CipherReference:            {AtDetails, ""},
	saml.LimitEncryptedKeys:         {AtOurValues, "The assertion is encrypted for too many recipients. Leave only the certificate of this connection, which is in its metadata."},
	saml.EncryptionShape:            {AtDetails, ""},
	saml.NoDecryptionKey:            {AtContact, "{Idp} encrypts the assertion, and this connection has no key to decrypt it with. Switch the encryption of assertions off at {idp}, or ask your contact for a key."},
	saml.UnsupportedEncryptedNameID: {AtDetails, ""},

	// Message and assertion.
	saml.RootElement:        {AtGuideAddresses, ""},
	saml.BadVersion:         {AtGuideAddresses, ""},
	saml.IdPStatus:          {AtGuideAccess, ""},
	saml.Destination:        {AtGuideAddresses, ""},
	saml.Issuer:             {AtMetadata, "The answer came from another identity provider, tenant or application than the one saved here. If it came from the right one, replace the metadata by what that one gives out."},
	saml.NoAssertion:        {AtGuideAccess, ""},
	saml.MultipleAssertions: {AtDetails, foreignText},
	saml.NoNameID:           {AtGuideAddresses, ""},
	saml.TransientNameID: {AtGuideAttributes, "The id that {idp} sends is another one at each sign-in (a transient NameID), so nobody is recognized when they come back. " +
		"Send an id that stays the same, as a NameID of the format persistent or as an attribute."},
	saml.SubjectConfirmation: {AtGuideAddresses, ""},
	saml.Recipient:           {AtGuideAddresses, ""},
	saml.Expired:             {AtTest, "The answer was no longer valid when it arrived. Test again from the start. If it fails each time, the clock of {idp} is wrong: have it set by the network (NTP)."},
	saml.NotYetValid:         {AtTest, "The answer is not valid yet: the clock of {idp} is ahead. Have it set by the network (NTP), then test again."},
	saml.InResponseTo:        {AtTest, "The answer belongs to a sign-in that is no longer open: it took too long, or began from a saved page. Test again from here."},
	saml.Unsolicited:         {AtTest, "The sign-in began at {idp}, which is switched off for this connection. Test again from here. If your people are to begin at {idp}, ask your contact to allow it."},
	saml.Audience:            {AtGuideAddresses, ""},
	saml.UnknownCondition:    {AtDetails, ""},
	saml.NoAuthnStatement:    {AtGuideAddresses, ""},
	saml.SessionExpired:      {AtTest, "Your session at {idp} had ended already when the answer arrived. Sign in there anew and test again."},
	saml.NotReauthenticated: {AtGuideAccess, "{Idp} was asked to have you sign in anew, and answered with an earlier sign-in. " +
		"Look whether it supports this request (ForceAuthn) and whether it is switched off for the application. If it can't be supported, ask your contact not to ask for it."},
	saml.BadTime:           {AtDetails, ""},
	saml.Replay:            {AtTest, "The same answer arrived twice: by a double click, a reload or the back button. The first one counted. Test again from here."},
	saml.MissingAttributes: {AtGuideAttributes, ""},
	saml.EmptyAttribute: {AtDetails, "An attribute that is needed was sent, but is empty for the person who signed in. " +
		"Fill it in in that person's directory entry, then test again. The mapping is right."},
	saml.DuplicateAttributeName: {AtGuideAttributes, ""},
	saml.MultipleValues:         {AtGuideAttributes, ""},
	saml.BadEmail:               {AtGuideAttributes, ""},
	saml.DomainNotAllowed:       {AtDomain, "You signed in with an address of {domain}, which is not among your verified domains. If it belongs to you, verify it here. If not, sign in with another account, or look which address {idp} sends."},

	// Ours.
	saml.InternalError:      {AtContact, "Nothing is wrong on your side. Test again; if it fails again, give your contact the code below."},
	saml.WrongAddress:       {AtGuideAddresses, "{Idp} sent its answer to an address that takes none. Enter the address of this step again, to the letter."},
	saml.UnknownConnection:  {AtGuideAddresses, "{Idp} sent its answer to an address that is not in use. Enter the address of this step again, to the letter."},
	saml.TestIdPBarred:      {AtMetadata, "This connection leads to a test identity provider, which may not sign anybody in here. Give the metadata of your own identity provider."},
	saml.ConnectionInactive: {AtContact, "Nothing is wrong on your side. Your contact has paused this connection: ask them when it will be on again."},
}

const damagedText = "The assertion could not be decrypted. Look for a proxy or script that changes answers on the way. If it happens at each sign-in, load the metadata below into {idp} again."

// portalReasons go before the advice for a cause alone.
var portalReasons = map[saml.Reason]portalAdvice{
	saml.KeyUncertain:    {AtOurValues, uncertainKeyText},
	saml.ValueUnreadable: {AtDetails, ""},
}

const awaitsApprovalText = "{Idp} signed with a certificate that your own metadata lists, and the change of the metadata only waits to be approved. Compare the values under “Found in your metadata”, and use them if they are right."

const uncertainKeyText = "The assertion could not be decrypted. Most likely {idp} encrypts for a certificate that is not the one of this connection: load the metadata below into {idp} again. If it uses that certificate already, look for a proxy or script that changes answers on the way, or switch the encryption of assertions off."

// publicMailText is what to say of an address that no organization can prove.
const publicMailText = "You signed in with an address of {domain}, where anybody can get one, so it cannot be verified for an organization. Sign in with an account of your own domain, or look which address {idp} sends."

// PortalRemedy says what an IT admin in the Admin Portal can do about a failed
// sign-in.
func (d *Desk) PortalRemedy(ctx context.Context, story Story) (PortalRemedy, error) {
	d, err := d.see(ctx, ActSeeSessions, ofSession(story.Session.ID))
	if err != nil {
		return PortalRemedy{}, err
	}
	r := remedyFor(story)
	if r.Place != AtGuideAttributes || !mappable(story.Explanation.Cause) {
		return r, nil
	}
	// What was sent under another name need not be sent anew: it can be mapped.
	better, err := d.Recommend(ctx, story.Session.ConnectionID, 1)
	if err == nil && better.Works > better.Before {
		r.Place = AtMapping
		r.Text += "\n\nOr leave {idp} as it is: what is needed did arrive under another name, which can be mapped here."
		r.Text = fillRemedy(r.Text, story, r.Value)
	}
	return r, err
}

func remedyFor(story Story) PortalRemedy {
	x := story.Explanation
	advice, known := portalAdvices[x.Cause]
	if !known { // of a newer version
		advice = portalAdvice{AtDetails, ""}
	}
	verdict := story.Verdict()
	if x.Cause == "" && x.Class == saml.DecryptionFailed { // see [Story.Outward]
		advice = portalAdvice{AtOurValues, ""}
	}
	if verdict != nil {
		if closer, ok := portalReasons[verdict.RootReason()]; ok {
			advice = closer
		}
	}
	r := PortalRemedy{Place: advice.place, Text: advice.text}
	switch r.Place {
	case AtDomain:
		_, r.Value, _ = strings.Cut(verdict.Seen.Email, "@")
		switch name, err := NormalizeDomain(r.Value); {
		case err != nil:
			r = PortalRemedy{Place: AtGuideAttributes}
		case publicMail(name):
			r.Place, r.Text, r.Value = AtTest, publicMailText, name
		default:
			r.Value = name
		}
	case AtCertificate:
		if len(verdict.Seen.KeyInfo) == 0 {
			r.Place, r.Text = AtMetadata, portalAdvices[saml.SignatureInvalid].text
		}
	}
	if story.AwaitsApproval() {
		r.Place, r.Text = AtCertificate, awaitsApprovalText
	}
	if r.Text == "" {
		r.Text = x.Admin
	}
	r.Text = fillRemedy(r.Text, story, r.Value)
	return r
}

func fillRemedy(text string, story Story, domain string) string {
	idp := story.Connection.ProviderName()
	return strings.NewReplacer("{idp}", idp, "{Idp}", strings.ToUpper(idp[:1])+idp[1:], "{domain}", DomainLabel(domain)).Replace(text)
}

// ProviderName is the identity provider of a connection inside a sentence.
func (c Connection) ProviderName() string {
	if c.Type == genericType || c.Type == "" {
		return "your identity provider"
	}
	return TypeLabel(c.Type)
}

const genericType = "GenericSAML"
