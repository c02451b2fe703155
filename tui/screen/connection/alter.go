package connection

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func (c *connection) verb(doing string, x model.Connection,
	verb func(context.Context, model.ID) (model.Connection, error)) tea.Cmd {
	return c.Change(doing+" "+x.Name, func(ctx context.Context) (string, error) {
		_, err := verb(ctx, x.ID)
		return "", err
	}, nil)
}

// pause asks before it locks people out; resuming does not.
func (c *connection) pause(x model.Connection) tea.Cmd {
	if x.State == model.Inactive {
		return c.verb("resume", x, c.services.ResumeConnection)
	}
	what := fmt.Sprintf("Nobody can sign in through %s until it is resumed.", x.Name)
	return c.Stack.Open(screen.NewConfirm(c.World, what, "Pause the connection?", func() tea.Cmd {
		return c.verb("pause", x, c.services.PauseConnection)
	}))
}

// rotate begins or ends the change of our key pair.
func (c *connection) rotate(x model.Connection) tea.Cmd {
	what := "A new key pair is put beside the present one: both decrypt, the present one still signs. Give the " +
		"identity provider our metadata again, then press K once more to retire the old one."
	question, verb := "Begin to rotate our key?", c.services.RotateSPKey
	if len(x.SPKeys) > 1 {
		what = "The old key pair goes: from now on the new one signs, and what is still encrypted for the old one " +
			"cannot be read. The identity provider must have our present metadata."
		question, verb = "Retire the old key?", c.services.RetireSPKey
	}
	return c.Stack.Open(screen.NewConfirm(c.World, what, question,
		func() tea.Cmd { return c.verb("rotate the key of", x, verb) }))
}

const (
	forceIfAsked = "if the app asks (prompt=login)"
	forceAlways  = "at each sign-in"
)

// askOf is what the form says that requests ask for.
func askOf(p *model.ConnectionPatch, v map[string]string) {
	format, contexts := model.NameIDFormat(v["name_id_format"]), model.AuthnContexts(v["authn_contexts"])
	compare, force := protocol.Comparison(v["authn_comparison"]), v["force_authn"] == forceAlways
	p.NameIDFormat, p.AuthnContexts, p.Comparison, p.ForceAuthn = &format, &contexts, &compare, &force
}

func authnContexts(c model.Connection) string {
	if len(c.AuthnContexts) == 0 {
		return model.NoWish
	}
	return strings.Join(c.AuthnContexts, " ")
}

func asksForContext(value func(string) string) bool {
	return len(model.AuthnContexts(value("authn_contexts"))) > 0
}

func comparison(c model.Connection) protocol.Comparison {
	if c.Comparison == "" {
		return protocol.Exact
	}
	return c.Comparison
}

func comparisons() []string {
	var all []string
	for _, c := range protocol.Comparisons() {
		all = append(all, string(c))
	}
	return all
}

const (
	askFirst = "wait to be approved"
	takeOver = "are taken over without asking"
	signed   = "signed"
	unsigned = "not signed"
)

// newConnectionEdit changes a connection field by field. Certificates, policy and
// mapping have screens of their own.
func newConnectionEdit(w *screen.World, services Services, c model.Connection) *screen.Form {
	if c.ByOIDC() {
		return newOpenIDEdit(w, services, c)
	}
	pick := func(yes bool, on, off string) string {
		if yes {
			return on
		}
		return off
	}
	own := func(func(string) string) bool { return c.Type != model.TestIdPType }
	watched := func(func(string) string) bool { return c.MetadataURL != "" }
	return &screen.Form{
		World: w, Heading: "Edit " + c.Name, Required: []string{"name"},
		Fields: []*widget.Field{
			{Name: "name", Label: "Name", Initial: c.Name, Help: "as lists show it"},
			{Name: "type", Label: "Provider", Choices: samlTypes(), Initial: choiceOf(c.Type), When: own,
				Help: "type a part of its name; guides and messages speak its language"},
			{Name: "idp_entity_id", Label: "IdP entity ID", Initial: c.IdPEntityID, Check: checkEntityID, When: own,
				Help: "its issuer, to the letter"},
			{Name: "sso_url", Label: "Sign-on URL", Initial: c.SSOURL, Check: checkSignOnURL, When: own,
				Help: "where requests go"},
			{Name: "sso_binding", Label: "Binding", Choices: bindingNames, Initial: string(c.SSOBinding), When: own,
				Help: "how requests travel"},
			{Name: "sign_requests", Label: diagnose.SettingSignRequests.Name, Choices: []string{unsigned, signed},
				Initial: pick(c.SignRequests, signed, unsigned),
				Help:    "signed ones need our certificate at the identity provider"},
			{Name: "name_id_format", Label: diagnose.SettingNameIDFormat.Name,
				Initial: model.NameIDFormatWord(c.NameIDFormat),
				Help:    "that requests ask for: " + strings.Join(model.NameIDFormats(), ", ") + ", or its URI"},
			{Name: "authn_contexts", Label: diagnose.SettingAuthnContext.Name, Initial: authnContexts(c),
				Help: "classes of authentication that requests ask for, or none"},
			{Name: "authn_comparison", Label: "Comparison", Choices: comparisons(), Initial: string(comparison(c)),
				When: asksForContext,
				Help: "how the user's authentication has to compare with them"},
			{Name: "force_authn", Label: diagnose.SettingForceAuthn.Name, Choices: []string{forceIfAsked, forceAlways},
				Initial: pick(c.ForceAuthn, forceAlways, forceIfAsked),
				Help:    "whether the user has to sign in anew; then an older sign-in is refused"},
			{Name: "auto_approve", Label: "Its changes", Choices: []string{askFirst, takeOver},
				Initial: pick(c.AutoApprove, takeOver, askFirst), When: watched,
				Help: "of its metadata, which is read again by itself", Warn: func(v string) string {
					if v == takeOver {
						return "whoever controls its metadata URL then decides whose signature counts"
					}
					return ""
				}},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			name, sign, auto := v["name"], v["sign_requests"] == signed, v["auto_approve"] == takeOver
			p := model.ConnectionPatch{Name: &name, SignRequests: &sign}
			askOf(&p, v)
			if c.Type != model.TestIdPType {
				kind, entity, url := typeOf(v["type"]), v["idp_entity_id"], v["sso_url"]
				binding := model.Binding(v["sso_binding"])
				p.Type, p.IdPEntityID, p.SSOURL, p.SSOBinding = &kind, &entity, &url, &binding
			}
			if c.MetadataURL != "" {
				p.AutoApprove = &auto
			}
			_, lints, err := services.UpdateConnection(ctx, c.ID, p)
			return lints, err
		},
		Sure: func(v map[string]string) (string, string) {
			after := c // whom people trust: its name and the like need no question
			if c.Type != model.TestIdPType {
				after.IdPEntityID, after.SSOURL = v["idp_entity_id"], v["sso_url"]
				after.SSOBinding = model.Binding(v["sso_binding"])
			}
			if c.MetadataURL != "" {
				after.AutoApprove = v["auto_approve"] == takeOver
			}
			return sureOf(c, after), "Change it?"
		},
		Saved: changed(c),
	}
}
