package model_test

import (
	"testing"

	"gatehouse/model"
)

// success_url means success: a request that was only sent leads back to the app.
// The environment's URL of a feature is called when the link is complete, also if
// another feature was finished last.
func TestAfterFinishing(t *testing.T) {
	const success, back = "https://app.example/success", "https://app.example/settings"
	env := model.Environment{PortalReturnURI: "https://env.example/back",
		SuccessURIs: map[string]string{"sso": "https://env.example/sso", "dsync": "https://env.example/dsync"}}
	for name, test := range map[string]struct {
		link model.Link
		last model.Intent
		env  model.Environment
		want string
	}{
		"set up": {model.Link{SuccessURL: success, ReturnURL: back,
			Done: []model.Intent{model.IntentSSO}}, model.IntentSSO, env, success},
		"only asked for": {model.Link{SuccessURL: success, ReturnURL: back,
			Done: []model.Intent{model.IntentAuditLogs}}, model.IntentAuditLogs, env, back},
		"asked for, environment": {model.Link{Done: []model.Intent{model.IntentAuditLogs}}, model.IntentAuditLogs,
			env, "https://env.example/back"},
		"asked for, nowhere to go": {model.Link{SuccessURL: success, Done: []model.Intent{model.IntentAuditLogs}},
			model.IntentAuditLogs, model.Environment{}, ""},
		"of the feature": {model.Link{Done: []model.Intent{model.IntentSSO}}, model.IntentSSO, env,
			"https://env.example/sso"},
		"directory, of the feature": {model.Link{Done: []model.Intent{model.IntentDirectorySync}},
			model.IntentDirectorySync, env, "https://env.example/dsync"},
		"of one before": {model.Link{Done: []model.Intent{model.IntentSSO, model.IntentDomainVerification}},
			model.IntentDomainVerification, env, "https://env.example/sso"},
		"set up, then asked for": {model.Link{Done: []model.Intent{model.IntentSSO, model.IntentAuditLogs}},
			model.IntentAuditLogs, env, "https://env.example/sso"},
		"no URL for it": {model.Link{Done: []model.Intent{model.IntentDomainVerification}},
			model.IntentDomainVerification, env, "https://env.example/back"},
		"the link's before all": {model.Link{SuccessURL: success,
			Done: []model.Intent{model.IntentSSO, model.IntentDomainVerification}}, model.IntentSSO, env, success},
		"nothing is said anywhere": {model.Link{Done: []model.Intent{model.IntentSSO}}, model.IntentSSO,
			model.Environment{}, ""},
	} {
		if got := test.link.After(test.last, test.env); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
