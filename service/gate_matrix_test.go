package service_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/service"
	"gatehouse/service/backup"
	"gatehouse/service/core"
)

// target is one organization with something of everything.
type target struct {
	env, org, domain, conn, key, link, session, request, note, contact, entry, hook, delivery, event model.ID

	dir targetDirectory
}

// verb is one verb of the services with who may use it: of the roles Admin, Developer
// and Support, and of API keys (K), portal visitors (P), strangers (R), the test
// identity provider (T) and the system (Y).
type verb struct {
	name  string
	who   string
	call  func(ctx context.Context, d *service.Services, x target) (int, error)
	wide  bool // it touches nothing of an organization
	empty bool // a list: of nothing that is theirs, to those who may not touch it
}

// only makes a call of a verb that gives nothing to count.
func only[T any](_ T, err error) (int, error) { return 1, err }

func pair[T, U any](_ T, _ U, err error) (int, error) { return 1, err }

func list[T any](all []T, err error) (int, error) { return len(all), err }

// matrix is written down by hand from who is meant to do what: it is not computed
// from the table that it checks.
var matrix = []verb{
	{"Environment", "ADSKPRTY", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Environment(c, x.env))
	}, true, false},
	{"UpdateEnvironment", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.UpdateEnvironment(c, x.env, model.SetSessionTimeout(2*time.Minute)))
	}, true, false},
	{"UpdateEnvironment to keep less", "A", func(c context.Context, d *service.Services, x target) (int, error) {
		_, _ = d.UpdateEnvironment(c, x.env, model.SetKeepDays(0))
		return only(d.UpdateEnvironment(c, x.env, model.SetKeepDays(30)))
	}, true, false},
	{"ApplyRetention", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.ApplyRetention(c))
	}, false, false},
	{"TellTimeouts", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return 1, d.TellTimeouts(c)
	}, false, false},
	{"TellRenewals", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return 1, d.TellRenewals(c)
	}, false, false},
	{"ForgetAppEvents", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.ForgetAppEvents(c))
	}, false, false},
	{"Branding", "ADPR", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Branding(c, x.env))
	}, true, false},
	{"SetBranding", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.SetBranding(c, model.Branding{EnvironmentID: x.env, Name: "Vendor"}))
	}, true, false},
	{"Keys", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Keys(c, x.env))
	}, true, false},
	{"CreateKey", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.CreateKey(c, x.env, "CI"))
	}, true, false},
	{"RotateKey", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.RotateKey(c, x.key, time.Hour))
	}, true, false},
	{"RevealKey", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.RevealKey(c, x.key))
	}, true, false},

	{"WebhookEndpoints", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.WebhookEndpoints(c, x.env))
	}, true, false},
	{"WebhookPage", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.WebhookPage(c, x.env, model.Paging{Limit: 10})
		return len(page.Items), err
	}, true, false},
	{"WebhookEndpoint", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.WebhookEndpoint(c, x.hook))
	}, true, false},
	{"CreateWebhookEndpoint", "ADK", func(c context.Context, d *service.Services, x target) (int, error) {
		p := d.Principal()
		return pair(d.CreateWebhookEndpoint(c, model.NewWebhookEndpoint{Environment: x.env, Events: []string{"a.b"},
			URL: "https://app.example/" + string(p.Kind) + string(p.Role)}))
	}, true, false},
	{"UpdateWebhookEndpoint", "ADK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.UpdateWebhookEndpoint(c, x.hook, model.WebhookPatch{Events: []string{"c.d"}}))
	}, true, false},
	{"WebhookSecrets", "ADK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.WebhookSecrets(c, x.hook))
	}, true, false},
	{"RotateWebhookSecret", "ADK", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.RotateWebhookSecret(c, x.hook, time.Hour))
	}, true, false},
	{"WebhookDeliveries", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.WebhookDeliveries(c, x.hook, "", 10))
	}, true, false},
	{"WebhookDelivery", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.WebhookDelivery(c, x.delivery))
	}, true, false},
	{"EventDeliveries", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.EventDeliveries(c, x.env, x.event))
	}, true, false},
	{"ResendWebhook", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ResendWebhook(c, x.delivery))
	}, true, false},
	{"DeleteWebhookEndpoint", "ADK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DeleteWebhookEndpoint(c, x.hook))
	}, true, false},

	{"APICalls", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.APICalls(c, model.APICallQuery{Environment: x.env}))
	}, true, true},
	{"APICall", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		call := model.APICall{ID: "req_1", EnvironmentID: x.env, At: d.Clock()}
		if err := d.For(model.Anybody()).NoteAPICall(c, call); err != nil {
			return 0, err
		}
		return only(d.APICall(c, call.ID))
	}, true, false},

	{"Organization", "ADSKPT", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Organization(c, x.org))
	}, false, false},
	{"OrganizationRoles", "ADSKPT", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.OrganizationRoles(c, x.org))
	}, false, false},
	{"Organizations", "ADSKT", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Organizations(c, model.OrganizationQuery{Environment: x.env}))
	}, false, false},
	{"OrganizationPage", "ADSKT", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.OrganizationPage(c, model.OrganizationPage{Environment: x.env, Paging: model.Paging{Limit: 10}})
		return len(page.Items), err
	}, false, false},
	{"CreateOrganization", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.CreateOrganization(c, model.NewOrganization{Environment: x.env, Name: "New"}))
	}, true, false},
	{"UpdateOrganization", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.UpdateOrganization(c, x.org, model.OrganizationPatch{Name: new("Renamed")}))
	}, false, false},
	{"UpdateOrganization to let in everybody", "ADK", func(c context.Context, d *service.Services,
		x target) (int, error) {
		_, _ = d.UpdateOrganization(c, x.org, model.OrganizationPatch{AllowOutside: new(false)})
		return only(d.UpdateOrganization(c, x.org, model.OrganizationPatch{AllowOutside: new(true)}))
	}, false, false},
	{"AddDomain to prove", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.AddDomain(c, x.org, "pending.example", model.DomainPending))
	}, false, false},
	{"AddDomain by hand", "ADK", func(c context.Context, d *service.Services, x target) (int, error) {
		p := d.Principal()
		name := strings.ReplaceAll("by-hand-"+string(p.Kind)+string(p.Role), "_", "-") + ".example" // each has its own
		return pair(d.AddDomain(c, x.org, name, model.DomainVerified))
	}, false, false},
	{"VerifyDomain", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.VerifyDomain(c, x.domain))
	}, false, false},

	{"AppEvents", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.AppEvents(c, model.EventQuery{Environment: x.env, Organization: x.org, Limit: 10})
		return len(page.Items), err
	}, false, false},
	{"AppEvent", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.AppEvent(c, x.env, x.event))
	}, false, false},
	{"AwaitAppEvents", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return 1, d.AwaitAppEvents(c, x.env, "")
	}, true, false},

	{"Connection", "ADSKPT", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Connection(c, x.conn))
	}, false, false},
	{"Connections", "ADSKPT", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Connections(c, model.ConnectionQuery{Organization: x.org}))
	}, false, true},
	{"ConnectionPage", "ADSKPT", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.ConnectionPage(c, model.ConnectionPage{Organization: x.org, Paging: model.Paging{Limit: 10}})
		return len(page.Items), err
	}, false, true},
	{"CreateConnection", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.CreateConnection(c, model.NewConnection{Organization: x.org, Type: "OktaSAML"}))
	}, false, false},
	{"ChooseProvider", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ChooseProvider(c, x.org, "OktaOIDC"))
	}, false, false},
	{"EnterClient", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.EnterClient(c, x.conn, model.OIDCSetup{}))
	}, false, false},
	{"ReadProvider", "ADSP", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.ReadProvider(c, model.OIDCSetup{}))
	}, true, false},
	{"UpdateConnection", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.UpdateConnection(c, x.conn, model.ConnectionPatch{Name: new("Renamed")}))
	}, false, false},
	{"ConnectionRoles", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ConnectionRoles(c, x.conn))
	}, false, false},
	{"GiveConnectionRoles", "ADP", func(c context.Context, d *service.Services, x target) (int, error) {
		_, err := d.GiveConnectionRoles(c, x.conn, nil)
		if field, ok := errors.AsType[*model.FieldError](err); ok && field.Field == "role" {
			err = nil // IT admins do not: who gets to hear that has passed
		}
		return 1, err
	}, false, false},
	{"UpdateConnection to take SHA-1", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		strict, lax := saml.DefaultPolicy(), saml.DefaultPolicy()
		lax.AllowSHA1 = true
		_, _, _ = d.UpdateConnection(c, x.conn, model.ConnectionPatch{Policy: &strict})
		return pair(d.UpdateConnection(c, x.conn, model.ConnectionPatch{Policy: &lax}))
	}, false, false},
	{"PauseConnection", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.PauseConnection(c, x.conn))
	}, false, false},
	{"RefreshMetadata", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.RefreshMetadata(c, x.conn))
	}, false, false},
	{"ResetConnection", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ResetConnection(c, x.conn))
	}, false, false},
	{"Profiles", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Profiles(c, x.conn, "", 0))
	}, false, true},
	{"Repair", "AD", func(c context.Context, d *service.Services, x target) (int, error) {
		strict := saml.DefaultPolicy()
		_, _, _ = d.UpdateConnection(c, x.conn, model.ConnectionPatch{Policy: &strict})
		return 1, d.Repair(c, model.Remedy{
			Session: x.session, Fix: diagnose.OfferAllowSHA1, Organization: x.org, Connection: x.conn,
		})
	}, false, false},
	{"BeginTest", "ADSPT", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.BeginTest(c, x.conn, model.Visitor{}))
	}, false, false},

	{"Session", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Session(c, x.session))
	}, false, false},
	{"SessionDetail", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.SessionDetail(c, x.session))
	}, false, false},
	{"Receipts", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Receipts(c, x.session))
	}, false, false},
	{"Sessions", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.Sessions(c, model.Query{Connection: x.conn})
		return len(page.Sessions), err
	}, false, true},
	{"LookAt", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return 1, d.LookAt(c, x.session)
	}, false, false},
	{"Lookers", "ADS", func(c context.Context, d *service.Services, _ target) (int, error) {
		seen, err := d.Lookers(c, 0)
		return len(seen.Lookers), err
	}, false, true},
	{"Claims", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Claims(c, x.env))
	}, true, true},
	{"ClaimOf", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ClaimOf(c, x.session))
	}, false, false},
	{"ClaimSession", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		n, err := d.ClaimSession(c, x.session)
		if errors.Is(err, model.ErrConflict) { // another role was faster
			err = nil
		}
		return only(n, err)
	}, false, false},
	{"TakeOverSession", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		held, _ := d.ClaimOf(c, x.session)
		return only(d.TakeOverSession(c, x.session, held.By))
	}, false, false},
	{"ReleaseSession", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		held, _ := d.ClaimOf(c, x.session)
		_, _ = d.TakeOverSession(c, x.session, held.By)
		return only(d.ReleaseSession(c, x.session))
	}, false, false},
	{"ForgetSessions", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.ForgetSessions(c, time.Unix(0, 0)))
	}, false, false},

	{"Onboarding", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Onboarding(c, x.link))
	}, false, false},
	{"SetupLinks", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.SetupLinks(c, model.LinkQuery{Organization: x.org}))
	}, false, true},
	{"SetupLinkPage", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.SetupLinkPage(c, model.LinkQuery{Organization: x.org}, model.Paging{Limit: 10})
		return len(page.Items), err
	}, false, true},
	{"RecordStep", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return 1, d.RecordStep(c, model.Step{LinkID: x.link, What: model.StepOpened})
	}, false, false},
	{"ITContacts", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.ITContacts(c, x.org))
	}, false, false},
	{"ITContact", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ITContact(c, x.contact))
	}, false, false},
	{"AddITContact", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		p := d.Principal()
		return only(d.AddITContact(c, x.org, string(p.Kind)+string(p.Role)+"@acme.example"))
	}, false, false},
	{"InviteITContact", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		_, _ = d.RevokeInvitation(c, x.contact)
		return pair(d.InviteITContact(c, x.contact, []model.Intent{model.IntentSSO}))
	}, false, false},
	{"RevokeInvitation", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		_, _, _ = d.InviteITContact(c, x.contact, []model.Intent{model.IntentSSO})
		return only(d.RevokeInvitation(c, x.contact))
	}, false, false},
	{"RemoveITContact", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.RemoveITContact(c, x.contact))
	}, false, false},
	{"CreateLink", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.CreateLink(c, model.LinkRequest{Kind: model.PortalLink, Organization: x.org,
			Intents: []model.Intent{model.IntentSSO}}))
	}, false, false},
	{"FeatureRequests", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.FeatureRequests(c, x.org))
	}, false, false},
	{"RequestFeature", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.RequestFeature(c, model.FeatureRequest{OrganizationID: x.org, Intent: model.IntentAuditLogs,
			Contact: "ada@example.com"}))
	}, false, false},
	{"SettleRequest", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.SettleRequest(c, x.request))
	}, false, false},
	{"RevokeLink", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.RevokeLink(c, x.link))
	}, false, false},

	{"Notes on a session", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Notes(c, x.session))
	}, false, false},
	{"Notes on an organization", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Notes(c, x.org))
	}, false, false},
	{"AddNote on a session", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.AddNote(c, x.session, "they look into it"))
	}, false, false},
	{"Mentions", "ADS", func(c context.Context, d *service.Services, _ target) (int, error) {
		return list(d.Mentions(c))
	}, true, true},
	{"MarkMentionRead", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return 1, d.MarkMentionRead(c, x.note)
	}, false, true},
	{"RemoveNote of one's own", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		n, err := d.AddNote(c, x.org, "they look into it")
		if err != nil {
			return 0, err
		}
		return only(d.RemoveNote(c, n.ID))
	}, false, false},
	{"RemoveNote of another's", "A", func(c context.Context, d *service.Services, x target) (int, error) {
		ctx, recorder := core.WithRecorder(c)
		_, err := d.RemoveNote(ctx, x.note)
		if err != nil {
			return 0, err
		}
		return only(d.Undo(c, recorder.Entries()[0].ID))
	}, false, false},

	{"History", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.History(c, model.HistoryQuery{About: x.org})
		return len(page.Entries), err
	}, false, true},
	{"ExportAudit", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return 1, d.ExportAudit(c, model.HistoryQuery{}, func(model.AuditEntry) error { return nil })
	}, false, false},
	{"VerifyAudit", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.VerifyAudit(c, ""))
	}, false, false},
	{"Checkpoint", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Checkpoint(c))
	}, false, false},
	{"Undo", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Undo(c, x.entry))
	}, false, false},
	{"Seed", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Seed(c, model.Seed{}, true))
	}, false, false},
	{"Export", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Export(c))
	}, false, false},
	{"BackUp", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.BackUp(c, backup.Order{}, io.Discard))
	}, false, false},
	{"PurgeDeleted", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.PurgeDeleted(c))
	}, false, false},
	{"TrimHistory", "AY", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.TrimHistory(c))
	}, false, false},
	{"KeepChanges", "A", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.KeepChanges(c, 90))
	}, false, false},
	{"BeginLogin", "ADSR", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.BeginLogin(c, model.Authorize{}))
	}, true, false},
	{"Redeem", "KT", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Redeem(c, model.Redemption{}))
	}, true, false},
	{"BeginLogout", "KT", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.BeginLogout(c, "prof_none"))
	}, true, false},
	{"LogoutAddress", "ADSR", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.LogoutAddress(c, "none"))
	}, true, false},
	{"RedeemPublic", "R", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.RedeemPublic(c, "client_none", model.Redemption{}, model.Visitor{}))
	}, true, false},
	{"TokenKeys", "ADSRT", func(c context.Context, d *service.Services, x target) (int, error) {
		env, err := d.Environment(c, x.env)
		if err != nil {
			return 0, err
		}
		return only(d.TokenKeys(c, env.ClientID))
	}, true, false},
	{"ReceiveOIDC", "ADSR", func(c context.Context, d *service.Services, _ target) (int, error) {
		if _, err := d.ReceiveOIDC(c, nil, model.Visitor{}); !errors.Is(err, model.ErrUnknownState) {
			return 1, err
		}
		return 1, nil
	}, true, false},
	{"Once", "K", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Once(c, model.Attempt{}, nil))
	}, true, true},

	{"DeleteConnection", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DeleteConnection(c, x.conn))
	}, false, false},
	{"DeleteOrganization", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DeleteOrganization(c, x.org))
	}, false, false},
}
