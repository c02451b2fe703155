package diagnose

import "gatehouse/saml"

// Fix names what the console can offer against a cause.
type Fix string

// The fixes. The zero value offers nothing.
const (
	OfferAddDomain        Fix = "add_domain"
	OfferAllowOutside     Fix = "allow_outside"
	OfferTrustCertificate Fix = "trust_certificate"
	OfferAddCertificate   Fix = "add_certificate"
	OfferRefreshMetadata  Fix = "refresh_metadata"
	OfferAllowSHA1        Fix = "allow_sha1"
	OfferAllowRSA15       Fix = "allow_rsa15"
	OfferAllowC14N        Fix = "allow_inclusive_c14n"
	OfferAllowAdvice      Fix = "allow_advice"
	OfferAllowEmptyRef    Fix = "allow_empty_reference"
	OfferIgnoreExpiry     Fix = "ignore_certificate_expiry"
	OfferAllowUnsolicited Fix = "allow_unsolicited"
	OfferWidenSkew        Fix = "widen_skew"
	OfferRelaxSignatures  Fix = "relax_signatures"
	OfferMapAttribute     Fix = "map_attribute"
	OfferSetIdPEntityID   Fix = "set_idp_entity_id"
	OfferCopyACSURL       Fix = "copy_acs_url"
	OfferCopyEntityID     Fix = "copy_entity_id"
	OfferCopySPMetadata   Fix = "copy_sp_metadata"
	OfferActivate         Fix = "activate_connection"
	OfferSignInAgain      Fix = "sign_in_again"
	OfferSendToAdmin      Fix = "send_to_admin"
)

// Fixer is who has to act before a login that failed can succeed.
type Fixer string

// The four kinds of fixer.
const (
	FixIdP    Fixer = "IdP admin"       // the customer's IT admin, at their identity provider
	FixVendor Fixer = "us"              // whoever runs this Gatehouse
	FixEither Fixer = "IdP admin or us" // a rotation: either side can follow the other
	FixUser   Fixer = "the user"        // sign in again
)

// CauseInfo is one entry of the catalogue of causes.
type CauseInfo struct {
	Cause saml.Cause
	Class saml.Class // the cause's own; a finding may carry another
	Rules []string   // that raise it
	Title string     // the cause's own, or of what is behind it
	Fixer Fixer
	Fix   Fix // what the console offers; "" for nothing

	// Templates, see [render]: for whoever runs this service provider, for the
	// customer's IT admin in a mail, and for the IT admin who is in the Admin Portal
	// (you, here). An empty Portal takes Admin, where all is to be changed at the
	// identity provider.
	Engineer, Admin, Portal string
}

// Causes is the catalogue: every cause once, in the order of the rules. The
// slice is the caller's own.
func Causes() []CauseInfo {
	var all []CauseInfo
	for _, part := range [][]CauseInfo{
		transportCauses, xmlCauses, limitCauses, signatureCauses, encryptionCauses, messageCauses, profileCauses,
		ownCauses, oidcCauses, idTokenCauses,
	} {
		all = append(all, part...)
	}
	for i := range all {
		all[i].Class, all[i].Title = all[i].Cause.Class(), all[i].Cause.Title()
	}
	return all
}

// catalogue finds a cause's entry.
var catalogue = func() map[saml.Cause]CauseInfo {
	entries := map[saml.Cause]CauseInfo{}
	for _, info := range Causes() {
		entries[info.Cause] = info
	}
	return entries
}()

// infoOf a cause that this version does not know says so by its name: stored
// verdicts can be newer than the program.
func infoOf(c saml.Cause) CauseInfo {
	if info, known := catalogue[c]; known {
		return info
	}
	return CauseInfo{Cause: c, Class: c.Class(), Title: c.Title(), Fixer: FixVendor}
}
