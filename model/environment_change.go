package model

import (
	"slices"
	"strings"
	"time"
)

// EnvironmentChange is one thing to change in an environment.
type EnvironmentChange struct {
	Action string
	Do     func(*Environment) error
}

// plainly keeps a value from being read as a verb of a format.
func plainly(s string) string { return strings.ReplaceAll(Short(s), "%", "%%") }

// AddRedirect allows an app to be called back at a URI. The first one without a
// wildcard becomes the default.
func AddRedirect(uri string) EnvironmentChange {
	return EnvironmentChange{"added the redirect URI " + plainly(uri) + " to %s", func(e *Environment) error {
		e.RedirectURIs = append(e.RedirectURIs, uri)
		if e.DefaultRedirect == "" && !strings.Contains(uri, "*") {
			e.DefaultRedirect = uri
		}
		return nil
	}}
}

// RemoveRedirect takes a URI away; the default can only be replaced, or go last.
func RemoveRedirect(uri string) EnvironmentChange {
	return EnvironmentChange{"removed the redirect URI " + plainly(uri) + " from %s", func(e *Environment) error {
		switch {
		case !slices.Contains(e.RedirectURIs, uri):
			return Refuse("redirect_uri", "write it to the letter", "%q is not one of %s", Short(uri), e.Name)
		case e.DefaultRedirect == uri && len(e.RedirectURIs) > 1:
			return Refuse("redirect_uri", "make another the default first", "%q is the default", uri)
		case e.DefaultRedirect == uri:
			e.DefaultRedirect = ""
		}
		e.RedirectURIs = slices.DeleteFunc(e.RedirectURIs, func(u string) bool { return u == uri })
		return nil
	}}
}

// SetDefaultRedirect chooses where a login goes that no app began.
func SetDefaultRedirect(uri string) EnvironmentChange {
	return EnvironmentChange{"made " + plainly(uri) + " the default redirect URI of %s", func(e *Environment) error {
		e.DefaultRedirect = uri
		return nil
	}}
}

// SetSessionTimeout sets how long a sign-in may be in progress: one minute to
// one hour; 0 is the default of five minutes.
func SetSessionTimeout(timeout time.Duration) EnvironmentChange {
	return EnvironmentChange{"set the session timeout of %s", func(e *Environment) error {
		e.SessionTimeout = timeout
		return nil
	}}
}

// SetKeepDays sets after how many days sessions are forgotten; 0 is never.
func SetKeepDays(days int) EnvironmentChange {
	return EnvironmentChange{"set for how long sessions of %s are kept", func(e *Environment) error {
		e.KeepDays = days
		return nil
	}}
}

// SetKeepMiB sets how many MiB of messages are kept, those of the newest sessions; 0 is no
// bound.
func SetKeepMiB(mib int) EnvironmentChange {
	return EnvironmentChange{"set how much of the sessions of %s is kept", func(e *Environment) error {
		e.KeepMiB = mib
		return nil
	}}
}

// SetPortalReturn sets where the Admin Portal's way back leads; "" is nowhere.
func SetPortalReturn(uri string) EnvironmentChange {
	return EnvironmentChange{"set the Admin Portal return URI of %s", func(e *Environment) error {
		e.PortalReturnURI = uri
		return nil
	}}
}

// SetSuccessURI sets where the Admin Portal leads when a feature is configured;
// "" is its own page.
func SetSuccessURI(feature, uri string) EnvironmentChange {
	return EnvironmentChange{"set the success URI for " + plainly(feature) + " of %s", func(e *Environment) error {
		if uri == "" {
			delete(e.SuccessURIs, feature)
			return nil
		}
		if e.SuccessURIs == nil {
			e.SuccessURIs = map[string]string{}
		}
		e.SuccessURIs[feature] = uri
		return nil
	}}
}

// SetCustomAttribute adds an attribute that the environment standardizes beyond
// the usual ones, or changes its description.
func SetCustomAttribute(a CustomAttribute) EnvironmentChange {
	return EnvironmentChange{"set the custom attribute " + plainly(a.Name) + " of %s", func(e *Environment) error {
		if i := slices.IndexFunc(e.CustomAttributes, func(x CustomAttribute) bool { return x.Name == a.Name }); i >= 0 {
			e.CustomAttributes[i] = a
			return nil
		}
		e.CustomAttributes = append(e.CustomAttributes, a)
		return nil
	}}
}

// RequireAttribute lets each user of a directory have to have a custom attribute, or not.
func RequireAttribute(name string, required bool) EnvironmentChange {
	action := "made the custom attribute " + plainly(name) + " of %s optional"
	if required {
		action = "made the custom attribute " + plainly(name) + " of %s required"
	}
	return EnvironmentChange{action, func(e *Environment) error {
		i := slices.IndexFunc(e.CustomAttributes, func(a CustomAttribute) bool { return a.Name == name })
		if i < 0 {
			return Refuse("custom_attribute", "write it as it is listed", "there is none named %q", Short(name))
		}
		e.CustomAttributes[i].Required = required
		return nil
	}}
}

// RemoveCustomAttribute takes an attribute away. Connections that map it have to
// be mapped anew before they can be changed.
func RemoveCustomAttribute(name string) EnvironmentChange {
	return EnvironmentChange{"removed the custom attribute " + plainly(name) + " of %s", func(e *Environment) error {
		all := slices.DeleteFunc(slices.Clone(e.CustomAttributes),
			func(a CustomAttribute) bool { return a.Name == name })
		if len(all) == len(e.CustomAttributes) {
			return Refuse("custom_attribute", "write it as it is listed", "there is none named %q", Short(name))
		}
		e.CustomAttributes = all
		return nil
	}}
}

// SetDirectoryAttribute lets apps see a predefined attribute of the users of directories, or not.
func SetDirectoryAttribute(name string, on bool) EnvironmentChange {
	action := "took the attribute " + plainly(name) + " of directories out of %s"
	if on {
		action = "set the attribute " + plainly(name) + " of directories for %s"
	}
	return EnvironmentChange{action, func(e *Environment) error {
		rest := slices.DeleteFunc(slices.Clone(e.DirectoryAttributes), func(x string) bool { return x == name })
		if on {
			rest = append(rest, name)
			slices.Sort(rest)
		} else if len(rest) == len(e.DirectoryAttributes) {
			return Refuse("directory_attribute", "write it as it is listed", "%q is not set", Short(name))
		}
		e.DirectoryAttributes = rest
		return nil
	}}
}

// SetHideRaw lets apps see what identity providers sent of users and groups, or not.
func SetHideRaw(hide bool) EnvironmentChange {
	return EnvironmentChange{"set whether apps of %s see raw attributes", func(e *Environment) error {
		e.HideRaw = hide
		return nil
	}}
}
