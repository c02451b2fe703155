package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// target makes one organization of an environment with something of everything.
func (h *installation) target(t *testing.T, env model.Environment) target {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	x := target{env: env.ID}
	o, err := h.CreateOrganization(ctx, model.NewOrganization{
		Environment: env.ID, Name: "Initech " + env.Name,
		Domains: []model.NewDomain{{Domain: strings.ToLower(env.Name) + ".example", State: model.DomainPending}},
	})
	must(err)
	x.org, x.domain = o.ID, o.Domains[0].ID
	idp := h.byHand(t)
	c, _, err := h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: "OktaSAML", IdP: &idp})
	must(err)
	x.conn = c.ID
	k, _, err := h.CreateKey(ctx, env.ID, "CI")
	must(err)
	x.key = k.ID
	l, _ := h.setupLink(t, o.ID, model.IntentSSO)
	x.link = l.ID
	begun, err := h.BeginTest(ctx, c.ID, model.Visitor{})
	must(err)
	x.session = begun.Session.ID
	r, err := h.RequestFeature(ctx, model.FeatureRequest{OrganizationID: o.ID, Intent: model.IntentAuditLogs,
		Contact: "ada@example.com"})
	must(err)
	x.request = r.ID
	n, err := h.AddNote(ctx, o.ID, "rang them, they rotate the certificate tomorrow")
	must(err)
	x.note = n.ID
	contact, err := h.AddITContact(ctx, o.ID, "it@acme.example")
	must(err)
	x.contact = contact.ID
	hook, _, err := h.CreateWebhookEndpoint(ctx, model.NewWebhookEndpoint{Environment: env.ID,
		URL: "https://app.example/hook", Events: []string{"connection.activated"}})
	must(err)
	x.hook, x.delivery = hook.ID, h.delivery(t, hook.ID).ID
	events, err := h.AppEvents(ctx, model.EventQuery{Environment: env.ID, Newest: true, Limit: 1})
	must(err)
	x.event = events.Items[0].ID
	x.dir = h.directory(t, o.ID)
	h.clock.add(time.Second)
	_, err = h.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{ExternalID: new("ext-" + env.Name)})
	must(err)
	x.entry = h.last(t, o.ID).ID
	return x
}

// environments are Staging and Production.
func (h *installation) environments(t *testing.T) (staging, production model.Environment) {
	t.Helper()
	all, err := h.Environments(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(len(all), err)
	}
	return all[0], all[1]
}

// principals by their letters in the matrix; N is nobody. Keys and visitors are
// bound to the target's environment and organization.
func (h *installation) principals(t *testing.T, x target) map[rune]model.Principal {
	t.Helper()
	visitor := model.PortalSession{Link: model.Link{EnvironmentID: x.env, OrganizationID: x.org}}.Visitor()
	member := func(r model.TeamRole) model.Principal {
		return h.member(t, r)
	}
	return map[rune]model.Principal{
		'A': member(model.Admin), 'D': member(model.Developer), 'S': member(model.Support),
		'K': {Kind: model.KeyHolder, Environment: x.env}, 'P': visitor,
		'R': model.Anybody(), 'T': model.TheTrial(x.env), 'Y': model.TheSystem(), 'N': {},
		'C': x.dir.client,
	}
}

// Who may use each verb is as the matrix says, for every role and kind of
// principal.
func TestWhoMayUseEachVerb(t *testing.T) {
	for _, v := range slices.Concat(matrix, directoryMatrix) {
		t.Run(v.name, func(t *testing.T) {
			h := openInstallation(t)
			staging, _ := h.environments(t)
			x := h.target(t, staging)
			for letter, p := range h.principals(t, x) {
				_, err := v.call(t.Context(), h.For(p), x)
				no, refused := errors.AsType[*model.Forbidden](err)
				// A list that cannot be narrowed to their organization is not there for visitors.
				refused = refused || letter == 'P' && errors.Is(err, model.ErrNotFound)
				if want := !strings.ContainsRune(v.who, letter); refused != want {
					t.Errorf("%c: %v; refused %t, want %t", letter, err, refused, want)
				}
				if no != nil && (no.Remedy == "" || !strings.Contains(no.Error(), " cannot ")) {
					t.Errorf("%c: the refusal %q does not say what to do", letter, no)
				}
			}
		})
	}
}

// Whoever is bound to an environment or to an organization touches nothing of
// another, by no verb, whatever their role: it is not there for them.
func TestVerbsKeepToTheirScope(t *testing.T) {
	for _, v := range slices.Concat(matrix, directoryMatrix) {
		if slices.Contains([]string{"BeginLogin", "ReceiveOIDC", "Redeem", "Once", "ReadProvider", "DirectoryClient"},
			v.name) {
			continue // what they bring is what they may touch, or they touch nothing
		}
		t.Run(v.name, func(t *testing.T) {
			h := openInstallation(t)
			staging, production := h.environments(t)
			own, other := h.target(t, staging), h.target(t, production)
			admin := h.member(t, model.Admin)
			bound := map[string]model.Principal{"an API key": h.principals(t, own)['K']}
			inEnvironment := admin
			inEnvironment.Environment = staging.ID
			bound["an Admin of Staging"] = inEnvironment
			if !v.wide {
				bound["a portal visitor"] = h.principals(t, own)['P']
				inOrganization := admin
				inOrganization.Environment, inOrganization.Organization = production.ID, own.org
				bound["an Admin of another organization"] = inOrganization
			}
			before, err := h.Store.Now(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for name, p := range bound {
				n, err := v.call(t.Context(), h.For(p), other)
				_, forbidden := errors.AsType[*model.Forbidden](err)
				kept := forbidden || errors.Is(err, model.ErrNotFound) || v.empty && err == nil && n == 0
				if !kept {
					t.Errorf("%s reached it: %d, %v", name, n, err)
				}
			}
			if after, err := h.Store.Now(t.Context()); err != nil || after != before {
				t.Errorf("something was changed: %d, then %d, %v", before, after, err)
			}
		})
	}
}

// What asks for a fresh proof refuses a member who gave theirs a while ago.
func TestStepUp(t *testing.T) {
	h := openInstallation(t)
	staging, _ := h.environments(t)
	k, _, err := h.CreateKey(t.Context(), staging.ID, "CI")
	if err != nil {
		t.Fatal(err)
	}
	for age, want := range map[time.Duration]bool{0: true, 15 * time.Minute: true, 15*time.Minute + time.Second: false,
		24 * time.Hour: false} {
		p := h.member(t, model.Admin)
		p.Proved = h.clock.Now().Add(-age)
		_, err := h.For(p).RevealKey(t.Context(), k.ID)
		if _, refused := errors.AsType[*model.Forbidden](err); refused == want {
			t.Errorf("proved %v ago: %v", age, err)
		}
	}
}

// Taking a change back needs the rights of what it does: Support brings back no
// relaxation, no key and no setting.
func TestUndoNeedsTheRightsOfWhatItDoes(t *testing.T) {
	h := openInstallation(t)
	staging, _ := h.environments(t)
	x := h.target(t, staging)
	ctx := t.Context()
	support := h.For(h.member(t, model.Support))
	for name, change := range map[string]func() error{
		"outside profiles": func() error {
			_, _ = h.UpdateOrganization(ctx, x.org, model.OrganizationPatch{AllowOutside: new(true)})
			h.clock.add(time.Second)
			_, err := h.UpdateOrganization(ctx, x.org, model.OrganizationPatch{AllowOutside: new(false)})
			return err
		},
		"a setting": func() error {
			_, err := h.UpdateEnvironment(ctx, x.env, model.SetSessionTimeout(3*time.Minute))
			return err
		},
		"branding": func() error {
			_, err := h.SetBranding(ctx, model.Branding{EnvironmentID: x.env, Name: "Vendor"})
			return err
		},
	} {
		h.clock.add(time.Second)
		if err := change(); err != nil {
			t.Fatal(err)
		}
		id := h.last(t, "").ID
		_, err := support.Undo(ctx, id)
		if _, refused := errors.AsType[*model.Forbidden](err); !refused {
			t.Errorf("%s: taken back by Support: %v", name, err)
		}
		if _, err := h.Undo(ctx, id); err != nil {
			t.Errorf("%s: not taken back by its owner: %v", name, err)
		}
	}
}
