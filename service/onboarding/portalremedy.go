package onboarding

import (
	"cmp"
	"context"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/core"
	"gatehouse/service/signin"
)

// portalPlaces are where to act on each cause; what to say is the explanation's.
var portalPlaces = map[saml.Cause]model.RemedyPlace{
	// Transport.
	saml.WrongBinding:       model.AtGuideAddresses,
	saml.BodyTooLarge:       model.AtGuideAttributes,
	saml.DuplicateParameter: model.AtDetails,
	saml.NoSAMLResponse:     model.AtGuideAddresses,
	saml.BadBase64:          model.AtDetails,
	saml.DeflateInPost:      model.AtGuideAddresses,
	saml.BadRelayState:      model.AtGuideAddresses,

	// XML.
	saml.BadEncoding:           model.AtDetails,
	saml.ForbiddenCharacter:    model.AtGuideAttributes,
	saml.DTD:                   model.AtDetails,
	saml.UndefinedEntity:       model.AtGuideAttributes,
	saml.NotWellFormed:         model.AtDetails,
	saml.Comment:               model.AtDetails,
	saml.ProcessingInstruction: model.AtDetails,
	saml.CDATA:                 model.AtDetails,
	saml.BadNamespace:          model.AtDetails,
	saml.DuplicateAttribute:    model.AtDetails,
	saml.RelativeNamespace:     model.AtDetails,
	saml.DuplicateID:           model.AtDetails,
	saml.BadID:                 model.AtDetails,
	saml.SignatureWrapping:     model.AtDetails,
	saml.UnknownElement:        model.AtDetails,
	saml.UnexpectedChild:       model.AtGuideAttributes,
	saml.Advice:                model.AtDetails,
	saml.LimitBytes:            model.AtGuideAttributes,
	saml.LimitDepth:            model.AtDetails,
	saml.LimitElements:         model.AtDetails,
	saml.LimitAttributes:       model.AtDetails,
	saml.LimitNamespaces:       model.AtDetails,
	saml.LimitName:             model.AtDetails,
	saml.LimitAttributeValue:   model.AtDetails,
	saml.LimitText:             model.AtGuideAttributes,
	saml.LimitValues:           model.AtGuideAttributes,
	saml.LimitSignatures:       model.AtDetails,
	saml.LimitCertificates:     model.AtDetails,

	// Signature.
	saml.Unsigned:                   model.AtGuideSigning,
	saml.SignatureInvalid:           model.AtMetadata,
	saml.SignaturePosition:          model.AtDetails,
	saml.SignatureShape:             model.AtDetails,
	saml.SignatureReference:         model.AtDetails,
	saml.BadTransform:               model.AtGuideSigning,
	saml.WeakAlgorithm:              model.AtGuideSigning,
	saml.UnknownAlgorithm:           model.AtGuideSigning,
	saml.CertificateMismatch:        model.AtCertificate,
	saml.KeyInfoCertificateMismatch: model.AtCertificate,
	saml.KeyInfoForm:                model.AtDetails,
	saml.CertificateExpired:         model.AtMetadata,
	saml.CertificateNotYetValid:     model.AtMetadata,
	saml.NoCertificateConfigured:    model.AtMetadata,
	saml.WeakKey:                    model.AtMetadata,
	saml.DigestMismatch:             model.AtDetails,

	// Encryption.
	saml.WrongKey:                   model.AtOurValues,
	saml.CiphertextSize:             model.AtOurValues,
	saml.AuthenticationTag:          model.AtOurValues,
	saml.BadPadding:                 model.AtOurValues,
	saml.CipherReference:            model.AtDetails,
	saml.LimitEncryptedKeys:         model.AtOurValues,
	saml.EncryptionShape:            model.AtDetails,
	saml.NoDecryptionKey:            model.AtContact,
	saml.UnsupportedEncryptedNameID: model.AtDetails,

	// Message and assertion.
	saml.RootElement:            model.AtGuideAddresses,
	saml.BadVersion:             model.AtGuideAddresses,
	saml.IdPStatus:              model.AtGuideAccess,
	saml.Destination:            model.AtGuideAddresses,
	saml.Issuer:                 model.AtMetadata,
	saml.NoAssertion:            model.AtGuideAccess,
	saml.MultipleAssertions:     model.AtDetails,
	saml.NoNameID:               model.AtGuideAddresses,
	saml.TransientNameID:        model.AtGuideAttributes,
	saml.SubjectConfirmation:    model.AtGuideAddresses,
	saml.Recipient:              model.AtGuideAddresses,
	saml.Expired:                model.AtTest,
	saml.NotYetValid:            model.AtTest,
	saml.InResponseTo:           model.AtTest,
	saml.Unsolicited:            model.AtTest,
	saml.Audience:               model.AtGuideAddresses,
	saml.UnknownCondition:       model.AtDetails,
	saml.NoAuthnStatement:       model.AtGuideAddresses,
	saml.SessionExpired:         model.AtTest,
	saml.NotReauthenticated:     model.AtGuideAccess,
	saml.BadTime:                model.AtDetails,
	saml.Replay:                 model.AtTest,
	saml.MissingAttributes:      model.AtGuideAttributes,
	saml.EmptyAttribute:         model.AtDetails,
	saml.DuplicateAttributeName: model.AtGuideAttributes,
	saml.MultipleValues:         model.AtGuideAttributes,
	saml.BadEmail:               model.AtGuideAttributes,
	saml.DomainNotAllowed:       model.AtDomain,

	// OpenID Connect.
	saml.OIDCRequest:         model.AtTest,
	saml.OIDCDenied:          model.AtGuideAccess,
	saml.OIDCRequestRefused:  model.AtDetails,
	saml.OIDCProviderError:   model.AtDetails,
	saml.OIDCNoCode:          model.AtDetails,
	saml.OIDCDiscovery:       model.AtMetadata,
	saml.OIDCNotProvider:     model.AtMetadata,
	saml.OIDCDiscoveryIssuer: model.AtMetadata,
	saml.OIDCTokenEndpoint:   model.AtDetails,
	saml.OIDCClientRefused:   model.AtMetadata,
	saml.OIDCRedirectURI:     model.AtGuideAddresses,
	saml.OIDCCodeRefused:     model.AtTest,
	saml.OIDCNoIDToken:       model.AtDetails,
	saml.OIDCMalformedToken:  model.AtDetails,
	saml.OIDCAlgorithm:       model.AtDetails,
	saml.OIDCKeys:            model.AtDetails,
	saml.OIDCKeyNotFound:     model.AtDetails,
	saml.OIDCSignature:       model.AtDetails,
	saml.OIDCIssuer:          model.AtMetadata,
	saml.OIDCAudience:        model.AtMetadata,
	saml.OIDCNonce:           model.AtTest,
	saml.OIDCExpired:         model.AtTest,
	saml.OIDCIssuedAhead:     model.AtTest,
	saml.OIDCUserInfo:        model.AtDetails,
	saml.OIDCMissingClaims:   model.AtDetails,
	saml.OIDCEmailUnverified: model.AtDetails,

	// Ours.
	saml.InternalError:      model.AtContact,
	saml.WrongAddress:       model.AtGuideAddresses,
	saml.UnknownConnection:  model.AtGuideAddresses,
	saml.TestIdPBarred:      model.AtMetadata,
	saml.ConnectionInactive: model.AtContact,
}

// portalReasons go before the place of a cause alone.
var portalReasons = map[saml.Reason]model.RemedyPlace{
	saml.KeyUncertain:    model.AtOurValues,
	saml.ValueUnreadable: model.AtDetails,
	saml.ConfiguredShown: model.AtDetails,
	saml.ShownFails:      model.AtDetails, // its certificate must not be taken
	saml.ShownOtherKey:   model.AtMetadata,

	saml.IssuerFormat: model.AtDetails,

	saml.NamesNoRequest:    model.AtDetails,
	saml.DifferentRequests: model.AtDetails,
	saml.NeverOurs:         model.AtDetails,
	saml.ForeignConnection: model.AtGuideAddresses,
}

// noneShownText is what to say of a certificate that is not there to compare.
const noneShownText = "The signature fits none of the certificates of {idp} that are saved here. Replace the " +
	"metadata by what {idp} gives out now: its current certificate is in it."

const awaitsApprovalText = "{Idp} signed with a certificate that your own metadata lists, and the change of the " +
	"metadata only waits to be approved. Compare the values under “Found in your metadata”, and use them if " +
	"they are right."

// publicMailText is what to say of an address that no organization can prove.
const publicMailText = "You signed in with an address of {domain}, where anybody can get one, so it cannot be " +
	"verified for an organization. Sign in with an account of your own domain, or look which address {idp} sends."

// PortalRemedy says what an IT admin in the Admin Portal can do about a failed
// sign-in.
func (s Service) PortalRemedy(ctx context.Context, detail model.SessionDetail) (model.PortalRemedy, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfSession(detail.Session.ID)))
	if err != nil {
		return model.PortalRemedy{}, err
	}
	r := remedyFor(detail)
	if r.Place != model.AtGuideAttributes || !signin.Mappable(detail.Explanation.Cause) {
		return r, nil
	}
	// What was sent under another name need not be sent anew: it can be mapped.
	better, err := s.signin().Recommend(ctx, detail.Session.ConnectionID, 1)
	if err == nil && better.Works > better.Before {
		r.Place = model.AtMapping
		r.Text += model.FillRemedy("\n\nOr leave {idp} as it is: what is needed did arrive under another name, "+
			"which can be mapped "+
			"here.", detail, r.Value)
	}
	return r, err
}

func remedyFor(detail model.SessionDetail) model.PortalRemedy {
	x := detail.Explanation
	r := model.PortalRemedy{Place: model.AtDetails} // of a cause of a newer version
	if place, known := portalPlaces[x.Cause]; known {
		r.Place = place
	}
	verdict := detail.Verdict()
	if x.Cause == "" && x.Class == saml.DecryptionFailed { // see [model.SessionDetail.Outward]
		r.Place = model.AtOurValues
	}
	if verdict != nil {
		if place, ok := portalReasons[verdict.RootReason()]; ok {
			r.Place = place
		}
	}
	switch r.Place {
	case model.AtDomain:
		_, r.Value, _ = strings.Cut(verdict.Seen.Email, "@")
		switch name, err := model.NormalizeDomain(r.Value); {
		case err != nil:
			r = model.PortalRemedy{Place: model.AtGuideAttributes}
		case model.PublicMail(name):
			r.Place, r.Text, r.Value = model.AtTest, publicMailText, name
		default:
			r.Value = name
		}
	case model.AtCertificate:
		if len(verdict.Seen.KeyInfo) == 0 {
			r.Place, r.Text = model.AtMetadata, noneShownText
		}
	}
	if detail.AwaitsApproval() {
		r.Place, r.Text = model.AtCertificate, awaitsApprovalText
	}
	if r.Text != "" {
		r.Text = model.FillRemedy(r.Text, detail, r.Value)
	} else {
		r.Text = cmp.Or(x.Portal, x.Admin)
	}
	return r
}
