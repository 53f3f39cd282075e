from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """Phone number or staff name with the password."""
