package model

import (
	"cmp"
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

// portalPlaces are where to act on each cause; what to say is the explanation's.
var portalPlaces = map[saml.Cause]RemedyPlace{
	// Transport.
	saml.WrongBinding:       AtGuideAddresses,
	saml.BodyTooLarge:       AtGuideAttributes,
	saml.DuplicateParameter: AtDetails,
	saml.NoSAMLResponse:     AtGuideAddresses,
	saml.BadBase64:          AtDetails,
	saml.DeflateInPost:      AtGuideAddresses,
	saml.BadRelayState:      AtGuideAddresses,

	// XML.
	saml.BadEncoding:           AtDetails,
	saml.ForbiddenCharacter:    AtGuideAttributes,
	saml.DTD:                   AtDetails,
	saml.UndefinedEntity:       AtGuideAttributes,
	saml.NotWellFormed:         AtDetails,
	saml.Comment:               AtDetails,
	saml.ProcessingInstruction: AtDetails,
	saml.CDATA:                 AtDetails,
	saml.BadNamespace:          AtDetails,
	saml.DuplicateAttribute:    AtDetails,
	saml.RelativeNamespace:     AtDetails,
	saml.DuplicateID:           AtDetails,
	saml.BadID:                 AtDetails,
	saml.SignatureWrapping:     AtDetails,
	saml.UnknownElement:        AtDetails,
	saml.UnexpectedChild:       AtGuideAttributes,
	saml.Advice:                AtDetails,
	saml.LimitBytes:            AtGuideAttributes,
	saml.LimitDepth:            AtDetails,
	saml.LimitElements:         AtDetails,
	saml.LimitAttributes:       AtDetails,
	saml.LimitNamespaces:       AtDetails,
	saml.LimitName:             AtDetails,
	saml.LimitAttributeValue:   AtDetails,
	saml.LimitText:             AtGuideAttributes,
	saml.LimitValues:           AtGuideAttributes,
	saml.LimitSignatures:       AtDetails,
	saml.LimitCertificates:     AtDetails,

	// Signature.
	saml.Unsigned:                   AtGuideSigning,
	saml.SignatureInvalid:           AtMetadata,
	saml.SignaturePosition:          AtDetails,
	saml.SignatureShape:             AtDetails,
	saml.SignatureReference:         AtDetails,
	saml.BadTransform:               AtGuideSigning,
	saml.WeakAlgorithm:              AtGuideSigning,
	saml.UnknownAlgorithm:           AtGuideSigning,
	saml.CertificateMismatch:        AtCertificate,
	saml.KeyInfoCertificateMismatch: AtCertificate,
	saml.KeyInfoForm:                AtDetails,
	saml.CertificateExpired:         AtMetadata,
	saml.CertificateNotYetValid:     AtMetadata,
	saml.NoCertificateConfigured:    AtMetadata,
	saml.WeakKey:                    AtMetadata,
	saml.DigestMismatch:             AtDetails,

	// Encryption.
	saml.WrongKey:                   AtOurValues,
	saml.CiphertextSize:             AtOurValues,
	saml.AuthenticationTag:          AtOurValues,
	saml.BadPadding:                 AtOurValues,
	saml.CipherReference:            AtDetails,
	saml.LimitEncryptedKeys:         AtOurValues,
	saml.EncryptionShape:            AtDetails,
	saml.NoDecryptionKey:            AtContact,
	saml.UnsupportedEncryptedNameID: AtDetails,

	// Message and assertion.
	saml.RootElement:            AtGuideAddresses,
	saml.BadVersion:             AtGuideAddresses,
	saml.IdPStatus:              AtGuideAccess,
	saml.Destination:            AtGuideAddresses,
	saml.Issuer:                 AtMetadata,
	saml.NoAssertion:            AtGuideAccess,
	saml.MultipleAssertions:     AtDetails,
	saml.NoNameID:               AtGuideAddresses,
	saml.TransientNameID:        AtGuideAttributes,
	saml.SubjectConfirmation:    AtGuideAddresses,
	saml.Recipient:              AtGuideAddresses,
	saml.Expired:                AtTest,
	saml.NotYetValid:            AtTest,
	saml.InResponseTo:           AtTest,
	saml.Unsolicited:            AtTest,
	saml.Audience:               AtGuideAddresses,
	saml.UnknownCondition:       AtDetails,
	saml.NoAuthnStatement:       AtGuideAddresses,
	saml.SessionExpired:         AtTest,
	saml.NotReauthenticated:     AtGuideAccess,
	saml.BadTime:                AtDetails,
	saml.Replay:                 AtTest,
	saml.MissingAttributes:      AtGuideAttributes,
	saml.EmptyAttribute:         AtDetails,
	saml.DuplicateAttributeName: AtGuideAttributes,
	saml.MultipleValues:         AtGuideAttributes,
	saml.BadEmail:               AtGuideAttributes,
	saml.DomainNotAllowed:       AtDomain,

	// Ours.
	saml.InternalError:      AtContact,
	saml.WrongAddress:       AtGuideAddresses,
	saml.UnknownConnection:  AtGuideAddresses,
	saml.TestIdPBarred:      AtMetadata,
	saml.ConnectionInactive: AtContact,
}

// portalReasons go before the place of a cause alone.
var portalReasons = map[saml.Reason]RemedyPlace{
	saml.KeyUncertain:    AtOurValues,
	saml.ValueUnreadable: AtDetails,
	saml.ConfiguredShown: AtDetails,
	saml.ShownFails:      AtDetails, // its certificate must not be taken
	saml.ShownOtherKey:   AtMetadata,

	saml.IssuerFormat: AtDetails,

	saml.NamesNoRequest:    AtDetails,
	saml.DifferentRequests: AtDetails,
	saml.NeverOurs:         AtDetails,
	saml.ForeignConnection: AtGuideAddresses,
}

// noneShownText is what to say of a certificate that is not there to compare.
const noneShownText = "The signature fits none of the certificates of {idp} that are saved here. Replace the metadata " +
	"by what {idp} gives out now: its current certificate is in it."

const awaitsApprovalText = "{Idp} signed with a certificate that your own metadata lists, and the change of the metadata only waits to be approved. Compare the values under “Found in your metadata”, and use them if they are right."

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
		r.Text += fillRemedy("\n\nOr leave {idp} as it is: what is needed did arrive under another name, which can be mapped "+
			"here.", story, r.Value)
	}
	return r, err
}

func remedyFor(story Story) PortalRemedy {
	x := story.Explanation
	r := PortalRemedy{Place: AtDetails} // of a cause of a newer version
	if place, known := portalPlaces[x.Cause]; known {
		r.Place = place
	}
	verdict := story.Verdict()
	if x.Cause == "" && x.Class == saml.DecryptionFailed { // see [Story.Outward]
		r.Place = AtOurValues
	}
	if verdict != nil {
		if place, ok := portalReasons[verdict.RootReason()]; ok {
			r.Place = place
		}
	}
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
			r.Place, r.Text = AtMetadata, noneShownText
		}
	}
	if story.AwaitsApproval() {
		r.Place, r.Text = AtCertificate, awaitsApprovalText
	}
	if r.Text != "" {
		r.Text = fillRemedy(r.Text, story, r.Value)
	} else {
		r.Text = cmp.Or(x.Portal, x.Admin)
	}
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
