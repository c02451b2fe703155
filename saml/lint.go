package saml

import "time"

// LintLevel is how grave a [Lint] is.
type LintLevel string

// The levels. With an error sign-ins will fail.
const (
	LintError   LintLevel = "error"
	LintWarning LintLevel = "warning"
)

// Lint is something about a connection's settings that will make sign-ins
// fail, or one day will.
type Lint struct {
	Level   LintLevel `json:"level"`
	Field   string    `json:"field"`   // "idp_entity_id", "certificates", "sso_url" …
	Message string    `json:"message"` // what is wrong
	Remedy  string    `json:"remedy"`  // what to do
}

// LintSettings looks over the settings of one connection before they are saved;
// ssoURL is the identity provider's sign-on URL.
func LintSettings(s Settings, ssoURL string, now time.Time) []Lint { return nil }

// LintMetadata looks over imported metadata; ours says who we are.
func LintMetadata(m IdPMetadata, ours Settings, now time.Time) []Lint { return nil }
