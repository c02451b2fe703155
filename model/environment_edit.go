package model

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// reviseEnvironment changes one; the action names it by %s.
func (d *Desk) reviseEnvironment(ctx context.Context, id ID, action string, change func(*Environment) error) (Environment, error) {
	get := func() (Environment, error) { return d.Environment(ctx, id) }
	return revise(ctx, d, get, func(e *Environment) (string, error) {
		if err := change(e); err != nil {
			return "", err
		}
		err := e.check()
		return fmt.Sprintf(action, e.Name), err
	})
}

// maxRedirects bounds the redirect URIs of an environment.
const maxRedirects = 100

// check refuses what an environment cannot be.
func (e *Environment) check() error {
	if len(e.RedirectURIs) > maxRedirects {
		return refuse("redirect_uri", "remove some", "%d are more than %d", len(e.RedirectURIs), maxRedirects)
	}
	for i, uri := range e.RedirectURIs {
		if err := CheckRedirectURI(e.Kind, uri); err != nil {
			return err
		}
		if slices.Contains(e.RedirectURIs[:i], uri) {
			return refuse("redirect_uri", "nothing is left to do", "%q is there already", uri)
		}
	}
	if e.DefaultRedirect != "" {
		if !slices.Contains(e.RedirectURIs, e.DefaultRedirect) {
			return refuse("default_redirect", "add it to the redirect URIs first", "%q is not one of them", e.DefaultRedirect)
		}
		if strings.Contains(e.DefaultRedirect, "*") {
			return refuse("default_redirect", "choose one that is written in full", "%q has a wildcard", e.DefaultRedirect)
		}
	}
	if e.SessionTimeout != 0 && (e.SessionTimeout < time.Minute || e.SessionTimeout > time.Hour) {
		return refuse("session_timeout", "set it to 5m, for example", "%s is not between one minute and one hour", e.SessionTimeout)
	}
	if err := e.checkPortal(); err != nil {
		return err
	}
	return checkCustomAttributes(e.CustomAttributes)
}

// AddRedirectURI allows an app to be called back at a URI. The first becomes the
// default.
func (d *Desk) AddRedirectURI(ctx context.Context, environment ID, uri string) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "added the redirect URI "+short(uri)+" to %s", func(e *Environment) error {
		e.RedirectURIs = append(e.RedirectURIs, uri)
		if e.DefaultRedirect == "" && !strings.Contains(uri, "*") {
			e.DefaultRedirect = uri
		}
		return nil
	})
}

// RemoveRedirectURI takes a URI away; the default can only be replaced.
func (d *Desk) RemoveRedirectURI(ctx context.Context, environment ID, uri string) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "removed the redirect URI "+short(uri)+" from %s", func(e *Environment) error {
		switch {
		case !slices.Contains(e.RedirectURIs, uri):
			return refuse("redirect_uri", "write it to the letter", "%q is not one of %s", short(uri), e.Name)
		case e.DefaultRedirect == uri && len(e.RedirectURIs) > 1:
			return refuse("redirect_uri", "make another the default first", "%q is the default", uri)
		case e.DefaultRedirect == uri:
			e.DefaultRedirect = ""
		}
		e.RedirectURIs = slices.DeleteFunc(e.RedirectURIs, func(u string) bool { return u == uri })
		return nil
	})
}

// SetDefaultRedirect chooses where a login goes that no app began.
func (d *Desk) SetDefaultRedirect(ctx context.Context, environment ID, uri string) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "made "+short(uri)+" the default redirect URI of %s", func(e *Environment) error {
		e.DefaultRedirect = uri
		return nil
	})
}

// SetSessionTimeout sets how long a sign-in may be in progress: one minute to
// one hour; 0 is the default of five minutes.
func (d *Desk) SetSessionTimeout(ctx context.Context, environment ID, timeout time.Duration) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "set the session timeout of %s", func(e *Environment) error {
		e.SessionTimeout = timeout
		return nil
	})
}

// SuccessFeatures are the features that a success URI can be set for.
func SuccessFeatures() []string { return []string{"sso", "dsync", "log_streams"} }

func (e *Environment) checkPortal() error {
	if e.PortalReturnURI != "" {
		if err := CheckPortalURI("portal_return_uri", e.PortalReturnURI); err != nil {
			return err
		}
	}
	for _, feature := range slices.Sorted(maps.Keys(e.SuccessURIs)) {
		if !slices.Contains(SuccessFeatures(), feature) {
			return refuse("success_uri", "use "+strings.Join(SuccessFeatures(), ", "), "there is no feature %q", short(feature))
		}
		if err := CheckPortalURI("success_uri", e.SuccessURIs[feature]); err != nil {
			return err
		}
	}
	return nil
}

// SetPortalReturn sets where the Admin Portal's way back leads; "" is nowhere.
func (d *Desk) SetPortalReturn(ctx context.Context, environment ID, uri string) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "set the Admin Portal return URI of %s", func(e *Environment) error {
		e.PortalReturnURI = uri
		return nil
	})
}

// SetSuccessURI sets where the Admin Portal leads when a feature is configured;
// "" is its own page.
func (d *Desk) SetSuccessURI(ctx context.Context, environment ID, feature, uri string) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "set the success URI for "+short(feature)+" of %s", func(e *Environment) error {
		if uri == "" {
			delete(e.SuccessURIs, feature)
			return nil
		}
		if e.SuccessURIs == nil {
			e.SuccessURIs = map[string]string{}
		}
		e.SuccessURIs[feature] = uri
		return nil
	})
}

var attributeName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

func checkCustomAttributes(all []CustomAttribute) error {
	const field = "custom_attribute"
	if len(all) > 100 {
		return refuse(field, "remove some", "%d are more than 100", len(all))
	}
	seen := map[string]bool{}
	for _, name := range []string{"id", "email", "first_name", "last_name", "name", "groups"} {
		seen[name] = true
	}
	for _, a := range all {
		switch {
		case !attributeName.MatchString(a.Name):
			return refuse(field, "use lower-case letters, digits and _, like cost_center", "%q cannot be a name", short(a.Name))
		case seen[a.Name]:
			return refuse(field, "choose another name", "%q is there already", a.Name)
		}
		if err := checkText(field, a.Description, 200); err != nil {
			return err
		}
		seen[a.Name] = true
	}
	return nil
}

// SetCustomAttribute adds an attribute that the environment standardizes beyond
// the usual ones, or changes its description.
func (d *Desk) SetCustomAttribute(ctx context.Context, environment ID, a CustomAttribute) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "set the custom attribute "+short(a.Name)+" of %s", func(e *Environment) error {
		if i := slices.IndexFunc(e.CustomAttributes, func(x CustomAttribute) bool { return x.Name == a.Name }); i >= 0 {
			e.CustomAttributes[i] = a
			return nil
		}
		e.CustomAttributes = append(e.CustomAttributes, a)
		return nil
	})
}

// RemoveCustomAttribute takes an attribute away. Connections that map it keep
// doing so, without effect on the others.
func (d *Desk) RemoveCustomAttribute(ctx context.Context, environment ID, name string) (Environment, error) {
	return d.reviseEnvironment(ctx, environment, "removed the custom attribute "+short(name)+" of %s", func(e *Environment) error {
		all := slices.DeleteFunc(e.CustomAttributes, func(a CustomAttribute) bool { return a.Name == name })
		if len(all) == len(e.CustomAttributes) {
			return refuse("custom_attribute", "write it as it is listed", "there is none named %q", short(name))
		}
		e.CustomAttributes = all
		return nil
	})
}
