package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

func (c *connection) verb(doing string, x model.Connection, verb func(context.Context, model.ID) (model.Connection, error)) tea.Cmd {
	return c.change(doing+" "+x.Name, func(ctx context.Context) (string, error) {
		_, err := verb(ctx, x.ID)
		return "", err
	}, nil)
}

// pause asks before it locks people out; resuming does not.
func (c *connection) pause(x model.Connection) tea.Cmd {
	if x.State == model.Inactive {
		return c.verb("resume", x, c.desk.ResumeConnection)
	}
	what := fmt.Sprintf("Nobody can sign in through %s until it is resumed.", x.Name)
	return c.stack.open(newConfirm(c.world, what, "Pause the connection?", func() tea.Cmd {
		return c.verb("pause", x, c.desk.PauseConnection)
	}))
}

// rotate begins or ends the change of our key pair.
func (c *connection) rotate(x model.Connection) tea.Cmd {
	what := "A new key pair is put beside the present one: both decrypt, the present one still signs. Give the identity provider our metadata again, then press K once more to retire the old one."
	question, verb := "Begin to rotate our key?", c.desk.RotateSPKey
	if len(x.SPKeys) > 1 {
		what = "The old key pair goes: from now on the new one signs, and what is still encrypted for the old one cannot be read. The identity provider must have our present metadata."
		question, verb = "Retire the old key?", c.desk.RetireSPKey
	}
	return c.stack.open(newConfirm(c.world, what, question, func() tea.Cmd { return c.verb("rotate the key of", x, verb) }))
}

const (
	forceIfAsked = "if the app asks (prompt=login)"
	forceAlways  = "at each sign-in"
)

// askOf is what the form says that requests ask for.
func askOf(p *model.ConnectionPatch, v map[string]string) {
	format, contexts := model.NameIDFormat(v["name_id_format"]), model.AuthnContexts(v["authn_contexts"])
	compare, force := saml.Comparison(v["authn_comparison"]), v["force_authn"] == forceAlways
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

func comparison(c model.Connection) saml.Comparison {
	if c.Comparison == "" {
		return saml.Exact
	}
	return c.Comparison
}

func comparisons() []string {
	var all []string
	for _, c := range saml.Comparisons() {
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
func newConnectionEdit(w *world, c model.Connection) *form {
	desk := w.desk
	pick := func(yes bool, on, off string) string {
		if yes {
			return on
		}
		return off
	}
	own := func(func(string) string) bool { return c.Type != model.TestIdPType }
	watched := func(func(string) string) bool { return c.MetadataURL != "" }
	return &form{
		world: w, heading: "Edit " + c.Name, required: []string{"name"},
		fields: []*field{
			{name: "name", label: "Name", initial: c.Name, help: "as lists show it"},
			{name: "type", label: "Provider", choices: customerTypes(), initial: choiceOf(c.Type), when: own, help: "type a part of its name; guides and messages speak its language"},
			{name: "idp_entity_id", label: "IdP entity ID", initial: c.IdPEntityID, check: checkEntityID, when: own, help: "its issuer, to the letter"},
			{name: "sso_url", label: "Sign-on URL", initial: c.SSOURL, check: checkSignOnURL, when: own, help: "where requests go"},
			{name: "sso_binding", label: "Binding", choices: bindingNames, initial: string(c.SSOBinding), when: own, help: "how requests travel"},
			{name: "sign_requests", label: saml.SettingSignRequests.Name, choices: []string{unsigned, signed}, initial: pick(c.SignRequests, signed, unsigned), help: "signed ones need our certificate at the identity provider"},
			{name: "name_id_format", label: saml.SettingNameIDFormat.Name, initial: model.NameIDFormatWord(c.NameIDFormat), help: "that requests ask for: " + strings.Join(model.NameIDFormats(), ", ") + ", or its URI"},
			{name: "authn_contexts", label: saml.SettingAuthnContext.Name, initial: authnContexts(c), help: "classes of authentication that requests ask for, or none"},
			{name: "authn_comparison", label: "Comparison", choices: comparisons(), initial: string(comparison(c)), when: asksForContext,
				help: "how the user's authentication has to compare with them"},
			{name: "force_authn", label: saml.SettingForceAuthn.Name, choices: []string{forceIfAsked, forceAlways}, initial: pick(c.ForceAuthn, forceAlways, forceIfAsked),
				help: "whether the user has to sign in anew; then an older sign-in is refused"},
			{name: "auto_approve", label: "Its changes", choices: []string{askFirst, takeOver}, initial: pick(c.AutoApprove, takeOver, askFirst), when: watched,
				help: "of its metadata, which is read again by itself", warn: func(v string) string {
					if v == takeOver {
						return "whoever controls its metadata URL then decides whose signature counts"
					}
					return ""
				}},
		},
		save: func(ctx context.Context, v map[string]string) (any, error) {
			name, sign, auto := v["name"], v["sign_requests"] == signed, v["auto_approve"] == takeOver
			p := model.ConnectionPatch{Name: &name, SignRequests: &sign}
			askOf(&p, v)
			if c.Type != model.TestIdPType {
				kind, entity, url, binding := typeOf(v["type"]), v["idp_entity_id"], v["sso_url"], model.Binding(v["sso_binding"])
				p.Type, p.IdPEntityID, p.SSOURL, p.SSOBinding = &kind, &entity, &url, &binding
			}
			if c.MetadataURL != "" {
				p.AutoApprove = &auto
			}
			_, lints, err := desk.UpdateConnection(ctx, c.ID, p)
			return lints, err
		},
		sure: func(v map[string]string) (string, string) {
			after := c // whom people trust: its name and the like need no question
			if c.Type != model.TestIdPType {
				after.IdPEntityID, after.SSOURL, after.SSOBinding = v["idp_entity_id"], v["sso_url"], model.Binding(v["sso_binding"])
			}
			if c.MetadataURL != "" {
				after.AutoApprove = v["auto_approve"] == takeOver
			}
			return sureOf(c, after), "Change it?"
		},
		saved: func(result any) (string, tea.Cmd) {
			if n := len(result.([]saml.Lint)); n > 0 {
				return "changed " + c.Name + ", with " + count(n, "warning"), nil
			}
			return "changed " + c.Name, nil
		},
	}
}
