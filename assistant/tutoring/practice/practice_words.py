"""What is said around the exercises that the tutor sets, in both languages."""

from __future__ import annotations

from knowledge_base.text.languages import Language

CHOSEN_TOPIC: dict[Language, str] = {
    "en": "Let us begin with a calculation. You can also name a topic: fractions, percentages, equations, geometry …",
    "zh": "我们先从计算开始。你也可以说一个主题：分数、百分数、方程、几何……",
}
NOT_A_TOPIC: dict[Language, str] = {
    "en": "I only quiz you where I can check your answer for certain, and that is school mathematics: fractions, "
    "percentages, ratios, speed, units, geometry, statistics, equations. Which of them would you like?",
    "zh": "只有能确定判断对错的内容，我才会出题，也就是中小学数学：分数、百分数、比、速度、单位换算、几何、统计、方程。"
    "你想练哪一个？",
}
NO_SIMILAR: dict[Language, str] = {
    "en": "I can't make an exercise of this kind whose answer I could check for certain. "
    "Shall I quiz you on another topic, such as fractions or equations?",
    "zh": "这一类题我还不能出一道能确定判断对错的。要不要换一个主题考考你，比如分数或方程？",
}
SIMILAR_LEAD: dict[Language, str] = {
    "en": "Here is one of the same kind, with other numbers.",
    "zh": "这是一道同类的题，换了数字。",
}
EXAMPLE_LEAD: dict[Language, str] = {
    "en": "One of the same kind, worked out:",
    "zh": "一道同类的题，完整地做一遍：",
}
EXAMPLE_END: dict[Language, str] = {
    "en": "Can you do the same with your own exercise now?",
    "zh": "现在你能用同样的方法做自己的题吗？",
}
CLOSINGS: dict[Language, tuple[str, ...]] = {
    "en": ("What is your first step?", "How do you begin?", "Which step comes first, and what do you get?"),
    "zh": ("你的第一步是什么？", "你打算怎么开始？", "先做哪一步，得到什么？"),
}
SHOW_WORKING: dict[Language, str] = {
    "en": "Write your working, one step a line, or take a photo of it: I check every line. "
    "We are at this exercise:\n\n> {exercise}\n\nWhat is your first line?",
    "zh": "请把过程一行一步写出来，或者拍张照片，我会逐行检查。现在的题目是：\n\n> {exercise}\n\n你的第一行是什么？",
}
ALREADY_SOLVED: dict[Language, str] = {
    "en": "You have solved this one already. Would you like another exercise?",
    "zh": "这道题你已经做对了。要不要再来一题？",
}
INVITATION: dict[Language, str] = {
    "en": "Send me the exercise first, typed or as a photo, with your working if you have any. "
    "Or shall I quiz you on a topic, such as fractions or equations?",
    "zh": "请先把题目发给我，打字或拍照都可以，有过程的话也一起发来。或者要我出题考考你吗，比如分数或方程？",
}
UNKNOWN_SOLUTION: dict[Language, str] = {
    "en": "I can't solve this exercise with certainty, so there is no solution that I could vouch for.",
    "zh": "这道题我没有把握算准，所以给不出可靠的答案。",
}
THINKING: dict[Language, tuple[str, ...]] = {
    "en": (
        "Write down what is known and what is asked for, each with its unit. Which of the two do you have already?",
        "Make a sketch or a table of what happens. What changes in it, and what stays the same?",
        "Try the same story with very small numbers. What would you do then?",
        "Guess a result and see whether it fits the story. Is it too big or too small?",
    ),
    "zh": (
        "把已知的和要求的都写下来，带上单位。哪些你已经有了？",
        "画个草图或列个表。其中什么在变，什么不变？",
        "先把数字换成很小的数试一试。那样你会怎么做？",
        "先猜一个结果，看看是否符合题意。它是太大还是太小？",
    ),
}
