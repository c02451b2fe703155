package diagnose

// portalForeign is for messages that no identity provider writes by itself.
const portalForeign = `The answer holds something that {idp} does not write by itself. Look for a script, ` +
	`template, proxy or browser extension that builds or changes it on the way, and test again without it. If ` +
	`nothing of the kind is in use, give your contact the code below.`

// portalDamaged is for ciphertext that can't be right.
const portalDamaged = `The assertion could not be decrypted. Look for a proxy or script that changes answers on ` +
	`the way. If it happens at each sign-in, load the metadata below into {idp} again.`
