package saml

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
	OfferIgnoreExpiry     Fix = "ignore_expiry"
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

// CauseInfo is one entry of the catalogue of causes.
type CauseInfo struct {
	Cause Cause
	Class Class    // by default; a finding may carry another
	Rules []string // that raise it
	Title string   // a few words, as a heading
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
		transportCauses, xmlCauses, limitCauses, signatureCauses, encryptionCauses, messageCauses, profileCauses, ownCauses,
	} {
		all = append(all, part...)
	}
	return all
}

// catalogue finds a cause's entry.
var catalogue = func() map[Cause]CauseInfo {
	entries := map[Cause]CauseInfo{}
	for _, info := range Causes() {
		entries[info.Cause] = info
	}
	return entries
}()

// info of a cause that this version does not know says so by its name: stored
// verdicts can be newer than the program.
func (c Cause) info() CauseInfo {
	if info, known := catalogue[c]; known {
		return info
	}
	return CauseInfo{Cause: c, Class: Malformed, Title: string(c), Fixer: FixVendor}
}

// Title is a few words that can stand as a heading.
func (c Cause) Title() string { return c.info().Title }

// Class is the class that the cause has unless its finding says otherwise.
func (c Cause) Class() Class { return c.info().Class }
