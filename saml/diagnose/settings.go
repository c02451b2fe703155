package diagnose

// Setting is a setting of a connection that explanations send people to.
type Setting struct {
	Name string // as screens and explanations call it
	Flag string // of gatehouse connection update
}

// The settings that explanations name.
var (
	SettingNameIDFormat = Setting{"NameID format", "name-id-format"}
	SettingAuthnContext = Setting{"Authn context", "authn-context"}
	SettingForceAuthn   = Setting{"Force authn", "force-authn"}
	SettingSignRequests = Setting{"Our requests", "sign-requests"}
)

// shown is how a sentence sends somebody there.
func (s Setting) shown() string {
	return `"` + s.Name + `" of this connection (gatehouse connection update --` + s.Flag + `)`
}
